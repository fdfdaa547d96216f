import type { DepartureTexts } from './departures-en.ts';

/** The texts of the departures of all campaigns, in Brazilian Portuguese. */
export const departureTextsPtBr: DepartureTexts = {
  title: 'Saídas',
  description:
    'As ondas que aguardam ou estão saindo, de todas as campanhas. Todos os usuários de uma onda recebem suas mensagens juntos.',
  label: 'Ondas que aguardam',
  empty: 'Nenhuma onda aguarda.',
  emptyHint: 'Uma onda começa a aguardar quando uma campanha inscreve um usuário.',
  sortedAll: (count) => `Todas as ondas são exibidas, da mais próxima à mais distante: ${count}.`,
  sortedPart: (count) =>
    `São exibidas ${count} ondas, da mais próxima à mais distante entre estas. Há mais: a interface as lista pelo nome, e uma das seguintes pode sair antes.`,
  paused: (time, by) =>
    `Todas as campanhas estão pausadas${time === undefined ? '' : ` desde ${time}`} por ${by}. Nada sai até elas serem retomadas.`,
  columns: {
    departure: 'Saída',
    campaign: 'Campanha',
    waiting: 'Usuários que aguardam',
    publication: 'Publicação',
    restarts: 'Reinícios',
    name: 'Nome',
  },
  count: 'Contar os usuários que aguardam',
  countHint: (max) =>
    `A contagem lê os lugares de cada onda, de no máximo ${max} campanhas desta lista e, de cada campanha, os das próximas saídas.`,
  countedAt: (time) => `Os usuários foram contados em ${time}. Eles são contados de novo quando você pedir.`,
  countFailed: (campaignId) => `Não foi possível contar os usuários de ${campaignId}`,
  chart: 'Usuários que esperam, por saída',
  chartPart: (count) => `Ondas que não estão na figura, porque não foram contadas: ${count}.`,
  chartAtLeast: 'Em uma barra tracejada podem aguardar mais usuários: só alguns lugares da onda foram lidos.',
  atLeast: (count) => `pelo menos ${count}`,
  notCounted: 'Não contados',
  campaignPaused: 'Pausada',
};
