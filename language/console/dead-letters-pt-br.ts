import type { DeadLetterTexts } from './dead-letters-en.ts';

const NOT_SENT = 'usuários não recebem mensagens que contam como despachadas.';

/** The texts of the dead letters, in Brazilian Portuguese. */
export const deadLetterTextsPtBr: DeadLetterTexts = {
  title: 'Mensagens mortas',
  description:
    'Mensagens cujo processamento falhou repetidas vezes. A AWS as apaga quando completam 14 dias. Em uma só máquina, um evento é tentado seis vezes e depois passa a ser um evento recusado.',
  columns: {
    queue: 'Fila',
    messages: 'Mensagens, cerca de',
    impact: 'O que significam',
    reason: 'Motivo',
    users: 'Usuários',
    body: 'Mensagem',
    attempts: 'Tentativas',
    at: 'Enviada',
  },
  queues: {
    events: 'Eventos',
    triggers: 'Gatilhos',
    profiles: 'Perfis',
    'wave-status-changes': 'Mudanças de estado de ondas',
    cancellations: 'Cancelamentos',
    erasures: 'Exclusões de usuários',
    undelivered: 'Eventos não entregues',
    'ses-events': 'Eventos do SES',
    'unsent-emails': 'E-mails não enviados',
    'unsent-webhooks': 'Webhooks não enviados',
    'unsent-in-app-messages': 'Mensagens no app não enviadas',
  },
  impacts: {
    events: 'usuários recebem mensagens que esses eventos deveriam ter cancelado, ou não são inscritos.',
    triggers: 'os usuários desses eventos não são inscritos e não recebem mensagem.',
    profiles: 'públicos e mensagens usam atributos antigos desses usuários.',
    'wave-status-changes':
      'usuários de uma onda abortada ainda aparecem como em espera, até que a verificação de ondas cancele as esperas.',
    cancellations: 'usuários de uma campanha parada ainda aparecem como em espera, embora nada lhes seja enviado.',
    erasures: 'os dados de um usuário excluído não são apagados em um dia.',
    undelivered: 'os usuários desses eventos não são inscritos, e as esperas deles não são canceladas.',
    'ses-events': 'aberturas e cliques desses e-mails não contam, e devoluções e reclamações não são respeitadas.',
    'unsent-emails': NOT_SENT,
    'unsent-webhooks': NOT_SENT,
    'unsent-in-app-messages': NOT_SENT,
  },
  unread: 'Não foi possível ler',
  sampleTitle: (queue) => `${queue}: uma amostra`,
  sampleNote: 'No máximo dez mensagens. Olhar não muda nada; a AWS conta como uma tentativa.',
  empty:
    'Nenhuma mensagem foi encontrada. Talvez outras pessoas as estejam olhando, ou uma nova tentativa acabou de deixá-las: leia de novo em meio minuto.',
  noReason: 'Nenhum motivo veio com ela: o log tem o erro.',
  staysOnRetry: 'Uma nova tentativa não ajuda e a deixa aqui.',
  body: 'Mostrar a mensagem',
  bodyCut: (bytes) => `Só o início é exibido. A mensagem tem ${bytes} bytes.`,
  nextAttempt: 'Próxima tentativa',
  retry: 'Tentar as mensagens de novo',
  nothingToRetry: 'Não há mensagem para tentar de novo.',
  consequencesTitle: (count, queue) =>
    `Tentar de novo cerca de ${count} ${count === '1' ? 'mensagem' : 'mensagens'} (${queue})?`,
  consequences: [
    'Cada mensagem é processada de novo, como se tivesse acabado de chegar. O que já foi feito conta como repetição e não faz nada.',
    'As campanhas julgam um evento pelo momento em que aconteceu: usuários podem ser inscritos, esperas canceladas, e mensagens já devidas saem na hora.',
    'Se a causa não foi corrigida, as mensagens falham de novo: na AWS, voltam para cá depois de uma hora.',
    'Mensagens que uma nova tentativa não ajuda ficam aqui.',
    'Isso não pode ser desfeito. Fechar esta janela encerra a nova tentativa; o que já voltou às filas continua lá.',
  ],
  progress: (retried) => `Devolvidas até agora: ${retried}`,
  result: (retried, left) => `Devolvidas: ${retried}. Deixadas aqui: ${left}.`,
  notDone: 'Pode haver mais mensagens: tente mais uma vez.',
};
