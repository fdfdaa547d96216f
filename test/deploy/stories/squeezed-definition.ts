import { HOUR, parseTimeSpan, SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { computeWindowWidth } from '../../../core/waves.ts';
import { cannotTell } from './current-test.ts';
import type { Namespace } from './namespace.ts';
import type { SqueezedTime } from './squeezed-time.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a re-eligibility takes that is longer than every delay: the machine may be slow in it, because nobody waits meanwhile. */
const LONG_WINDOW: TimeSpan = 24 * SECOND;
/** What one takes that passes while somebody waits: what is done in it takes seconds here, and none in the story. */
const SHORT_WINDOW: TimeSpan = 32 * SECOND;

/** By how much a story is squeezed, so that its longest delay takes as long as this, and no window too long or too short. */
export function factorFor(definitions: readonly object[], maxWait: TimeSpan): number {
  const delay = Math.max(...definitions.map(delayOf), 0) || HOUR;
  const windows = definitions.map((definition) => spanOf(definition, 'reeligibility')).filter((span) => span > 0);
  const fastest = Math.max(
    delay / maxWait,
    ...windows.filter((each) => each >= delay).map((each) => each / LONG_WINDOW),
  );
  return Math.min(fastest, ...windows.filter((each) => each < delay).map((each) => each / SHORT_WINDOW));
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

/** Counts what was done against what was done before: then time may not leap. */
export const countsOnThePast = (definition: object): boolean => spanOf(definition, 'reeligibility') > 0;

/** How long a campaign waits, as its story tells it. */
export const delayOf = (definition: object): TimeSpan => spanOf(definition, 'delay');

/** How wide the windows of a story's campaign are, as the story tells them. */
export function toldWidth(definition: object): TimeSpan {
  const delay = delayOf(definition);
  return delay === 0 ? 1 : computeWindowWidth(delay, spanOf(definition, 'precision') || undefined);
}

const SPANS = ['delay', 'reeligibility', 'staleAfter'] as const;

function squeezed(name: string, fields: Fields, time: SqueezedTime): unknown {
  const value = fields[name];
  if (typeof value !== 'string') return value;
  return time.squeeze(value) ?? cannotTell(`${name}: ${value} would be no whole number of seconds, squeezed as it is`);
}

const spanOf = (definition: object, name: string): TimeSpan => parseTimeSpan(String(fieldsOf(definition)[name])) ?? 0;

const fieldsOf = (definition: object): Fields => ({ ...definition });
