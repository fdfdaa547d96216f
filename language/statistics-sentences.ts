import type { NoLiftReason, StatisticsNote } from '../core/contracts/statistics-view.ts';

/** The sentences about statistics in one language: a code without a sentence does not compile. */
export interface StatisticsSentences {
  readonly noLift: Readonly<Record<NoLiftReason, string>>;
  readonly notes: Readonly<Record<StatisticsNote, string>>;
}

/** The sentences about statistics in English. */
export const ENGLISH_STATISTICS: StatisticsSentences = {
  noLift: {
    'no-users': 'none yet: a group is empty',
    'too-few-conversions': 'none yet: fewer than 5 conversions in a group',
    'too-few-without-conversion': 'none: fewer than 5 users of a group did not convert',
  },
  notes: {
    'still-converting':
      'Messages of the last days can still be converted, so rates will rise, those of the control group too.',
    'repeated-messages':
      'A user may be sent these messages more than once. The intervals take all messages as independent, so they are too narrow.',
    'several-epochs': 'The shares were changed. Only groups of one epoch can be compared with each other.',
  },
};

/** The sentences about statistics in Brazilian Portuguese. */
export const PORTUGUESE_STATISTICS: StatisticsSentences = {
  noLift: {
    'no-users': 'ainda nenhum: um grupo está vazio',
    'too-few-conversions': 'ainda nenhum: menos de 5 conversões em um grupo',
    'too-few-without-conversion': 'nenhum: menos de 5 usuários de um grupo não converteram',
  },
  notes: {
    'still-converting':
      'As mensagens dos últimos dias ainda podem converter, então as taxas vão subir, inclusive as do grupo de controle.',
    'repeated-messages':
      'Um usuário pode receber estas mensagens mais de uma vez. Os intervalos tratam todas as mensagens como independentes e por isso são estreitos demais.',
    'several-epochs': 'As proporções foram alteradas. Só se podem comparar grupos de uma mesma época.',
  },
};
