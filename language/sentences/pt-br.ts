import { explainDeliveryReason } from '../delivery-reasons-en.ts';
import { DELIVERY_REASONS_PT_BR } from '../delivery-reasons-pt-br.ts';
import { createTranslator, type SentenceCatalogue } from '../translate.ts';
import { CALLS_PT_BR } from './calls-pt-br.ts';
import { DEFINITIONS_PT_BR } from './definitions-pt-br.ts';
import { EVENTS_PT_BR } from './events-pt-br.ts';
import { FILES_PT_BR } from './files-pt-br.ts';
import { FILTERS_PT_BR } from './filters-pt-br.ts';
import { FINDINGS_PT_BR } from './findings-pt-br.ts';
import { GRAMMAR_PT_BR } from './grammar-pt-br.ts';
import { TEMPLATES_PT_BR } from './templates-pt-br.ts';
import { VALUES_PT_BR } from './values-pt-br.ts';
import { WARNINGS_PT_BR } from './warnings-pt-br.ts';

/** The sentences of the reasons of deliveries, which answers of the interface have, too. */
const DELIVERY_REASONS: SentenceCatalogue = Object.fromEntries(
  Object.entries<string>(DELIVERY_REASONS_PT_BR).map(([reason, portuguese]) => [
    explainDeliveryReason(reason),
    portuguese,
  ]),
);

/** The catalogues of Brazilian Portuguese, by what their sentences are about. */
export const CATALOGUES_PT_BR: readonly SentenceCatalogue[] = [
  GRAMMAR_PT_BR,
  VALUES_PT_BR,
  DEFINITIONS_PT_BR,
  TEMPLATES_PT_BR,
  FILTERS_PT_BR,
  FILES_PT_BR,
  EVENTS_PT_BR,
  CALLS_PT_BR,
  WARNINGS_PT_BR,
  FINDINGS_PT_BR,
  DELIVERY_REASONS,
];

const UNITS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['second', ['segundo', 'segundos']],
  ['minute', ['minuto', 'minutos']],
  ['hour', ['hora', 'horas']],
  ['day', ['dia', 'dias']],
  ['week', ['semana', 'semanas']],
]);

/** The translation into Brazilian Portuguese: of sentences, undefined for one that the catalogues do not have; and of what a fault found. */
export const { translate: translateToPortuguese, translateFound: translateFoundToPortuguese } = createTranslator(
  Object.assign({}, ...CATALOGUES_PT_BR),
  {
    number: (english) => english.replaceAll(/[,.]/g, (mark) => (mark === ',' ? '.' : ',')),
    span(count, unit) {
      const [one, many] = UNITS.get(unit) ?? [unit, unit];
      return `${count} ${count === 1 ? one : many}`;
    },
  },
);
