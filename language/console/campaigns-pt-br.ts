import type { CampaignTexts } from './campaigns-en.ts';

/** The texts of the list of campaigns and of the page of a campaign, in Brazilian Portuguese. */
export const campaignTextsPtBr: CampaignTexts = {
  listTitle: 'Campanhas',
  listDescription: 'Campanhas de acompanhamento e o que aconteceu com os usuários que elas inscreveram.',
  empty: 'Ainda não há campanhas.',
  emptyHint: 'Dê os primeiros passos com um exemplo.',
  noMatch: 'Nenhuma campanha corresponde.',
  filter: 'Encontrar por id ou nome',
  filterStatus: 'Situação',
  anyStatus: 'Qualquer situação',
  status: { draft: 'Rascunho', published: 'Publicada', stopped: 'Encerrada', archived: 'Arquivada' },
  paused: 'Pausada',
  create: 'Nova campanha',
  columns: {
    name: 'Nome',
    id: 'Id',
    status: 'Situação',
    version: 'Versão',
    waiting: 'Aguardando',
    dispatched: 'Enviadas',
    cancelled: 'Canceladas',
    withheld: 'Retidas',
    nextDeparture: 'Próxima saída',
    project: 'Projeto',
    publishedAt: 'Publicação',
  },
};
