import type { DecisionSentences } from './decision-sentences.ts';

/** The sentences about decisions in Brazilian Portuguese. */
export const PORTUGUESE_DECISIONS: DecisionSentences = {
  withheld: {
    'before-publication': 'aconteceu antes de a campanha ser publicada',
    'target-archived': 'a campanha de que tratava está arquivada',
    'not-in-audience': 'o usuário não está no público',
    'outside-duration':
      'o gatilho, ou o momento em que a mensagem sairia ou até o qual é adiada, está fora da duração da campanha',
    'already-received': 'o usuário já recebeu a mensagem e não pode, ou ainda não pode, recebê-la de novo',
    'too-many-waits': 'o usuário já tem esperas abertas demais nesta campanha',
    stale: 'a mensagem sairia tarde demais',
    'quiet-hours': 'a mensagem sairia no horário de silêncio',
    'render-error': 'a mensagem não pôde ser escrita: o modelo dela falhou',
    aborted: 'um modelo interrompeu a mensagem com abort_message',
    blank: 'um campo de que a mensagem precisa está em branco',
    'too-large': 'a mensagem é grande demais para ser enviada',
    unsubscribed: 'o usuário não consentiu com nenhum dos canais dela',
    unreachable: 'o usuário não tem endereço em nenhum dos canais dela',
    undeliverable: 'não se consegue entregar no endereço do usuário',
    untracked:
      'as aberturas do usuário não são rastreadas, de modo que uma abertura não poderia ter cancelado a mensagem',
    capped: 'o usuário recebeu tantas mensagens quanto um limite de frequência permite',
    exception: 'uma exceção chegou enquanto ela estava em prontidão',
    'campaign-stopped': 'a campanha foi encerrada',
  },
  cancelled: {
    exception: 'o usuário fez algo que a campanha lista como exceção',
    restarted: 'o usuário fez de novo, o que recomeça a espera',
    'campaign-stopped': 'a campanha foi encerrada',
    'wave-aborted': 'um operador interrompeu a saída',
    superseded: 'um gatilho anterior chegou depois e ficou com a espera',
    'user-merged':
      'o usuário foi unido a outro que espera desde um gatilho anterior, ou cuja mensagem está saindo neste momento',
  },
  headlines: {
    enrolled: (dueAt) => `inscrito${dueAt === undefined ? '' : `, mensagem prevista para ${dueAt}`}`,
    withheld: 'não enviada',
    cancelled: 'espera cancelada',
    held: (until) => `mensagem adiada${until === undefined ? '' : ` até ${until}`}: horário de silêncio`,
    dispatched: (variant) => (variant === undefined ? 'mensagem enviada' : `mensagem enviada, variante ${variant}`),
    control: 'não enviada: o usuário está no grupo de controle',
    'late-exception': 'a exceção chegou tarde demais: a mensagem já tinha saído',
    converted: (conversionEvent) => `conversão ${conversionEvent} da mensagem`,
  },
  standings: {
    unknown: 'Nada foi registrado: nenhum evento deste usuário correspondeu a uma campanha publicada.',
    waiting: (waits, dueAt, heldUntil) => {
      const due = dueAt === undefined ? '' : `, a última prevista para ${dueAt}`;
      const held = heldUntil === undefined ? '' : `, adiada até ${heldUntil} por causa do horário de silêncio`;
      return `espera ${waits === 1 ? 'a mensagem' : `${waits} mensagens`}${due}${held}.`;
    },
    received: (at) => `recebeu a mensagem em ${at}.`,
    control: (at) => `está no grupo de controle desde ${at}; a mensagem não saiu e conta como recebida.`,
    idle: (reason) =>
      `não espera nada${reason === undefined ? '' : `: ${reason}`}. Um novo gatilho pode inscrever o usuário.`,
  },
};
