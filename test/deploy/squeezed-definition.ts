import { HOUR, readSpan, type Span } from '../../core/contracts/span.ts';
import { skip } from './current-test.ts';
import type { Namespace } from './namespace.ts';
import type { SqueezedTime } from './squeezed-time.ts';

type Fields = Readonly<Record<string, unknown>>;

/** By how much a story is squeezed, so that its longest delay takes as long as this. */
export function factorFor(definitions: readonly object[], longestWait: Span): number {
  const delays = definitions.map((definition) => readSpan(String(fieldsOf(definition)['delay'])) ?? 0);
  const longest = Math.max(...delays);
  return (longest > 0 && Number.isFinite(longest) ? longest : HOUR) / longestWait;
}

/** A campaign of a story as it is saved: with names of its own, and waits of seconds. */
export function squeezedDefinition(definition: object, { inside }: Namespace, time: SqueezedTime): Fields {
  const fields = fieldsOf(definition);
  const { id, triggers, exceptions, delay } = fields;
  const selectors = (list: unknown) =>
    Array.isArray(list)
      ? list.map((each: Fields) => ('campaign' in each ? { ...each, campaign: inside(each['campaign']) } : each))
      : list;
  return {
    ...fields,
    id: inside(id),
    ...('triggers' in fields ? { triggers: selectors(triggers) } : {}),
    ...('exceptions' in fields ? { exceptions: selectors(exceptions) } : {}),
    ...Object.fromEntries(SPANS.flatMap((name) => (name in fields ? [[name, squeezed(name, fields, time)]] : []))),
    ...(typeof delay === 'string' && delay !== 'none' ? { precision: '1 second' } : {}),
  };
}

/** A window of the past that a story counts on: then time may not leap. */
export function countsOnThePast(definition: object): boolean {
  const { reeligibility, staleAfter } = fieldsOf(definition);
  return (readSpan(String(reeligibility)) ?? 0) > 0 || staleAfter !== undefined;
}

const SPANS = ['delay', 'reeligibility', 'staleAfter'] as const;

function squeezed(name: string, fields: Fields, time: SqueezedTime): unknown {
  const value = fields[name];
  if (typeof value !== 'string') return value;
  return (
    time.squeeze(value) ?? skip(`${name}: ${value} would be no whole number of seconds, as squeezed as this story is`)
  );
}

const fieldsOf = (definition: object): Fields => ({ ...definition });
