import { HOUR, parseTimeSpan, SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { computeWindowOffset, computeWindowWidth, type Windows } from '../../../core/waves.ts';
import { failUnsupported } from './current-test.ts';
import type { Namespace } from './namespace.ts';
import type { ShortenedTime } from './shortened-time.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The real time of a re-eligibility that is longer than every delay: the machine may be slow in it, because no enrollment waits meanwhile. */
const LONG_WINDOW: TimeSpan = 24 * SECOND;
/** The real time of a re-eligibility that passes while an enrollment waits: what is done in it takes seconds here, and none in the story. */
const SHORT_WINDOW: TimeSpan = 32 * SECOND;

/**
 * Computes the factor by which a story is shortened, so that its longest delay takes the given time, and no
 * re-eligibility too much or too little.
 */
export function factorFor(definitions: readonly object[], maxWait: TimeSpan): number {
  const delay = Math.max(...definitions.map(delayOf), 0) || HOUR;
  const windows = definitions.map((definition) => spanOf(definition, 'reeligibility')).filter((span) => span > 0);
  const fastest = Math.max(
    delay / maxWait,
    ...windows.filter((each) => each >= delay).map((each) => each / LONG_WINDOW),
  );
  return Math.min(fastest, ...windows.filter((each) => each < delay).map((each) => each / SHORT_WINDOW));
}

/** Returns a campaign of a story as it is saved: with names of its own, and delays of seconds. */
export function shortenedDefinition(definition: object, { inside }: Namespace, time: ShortenedTime): Fields {
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
    ...Object.fromEntries(SPANS.flatMap((name) => (name in fields ? [[name, shortened(name, fields, time)]] : []))),
    ...(typeof delay === 'string' && delay !== 'none' ? { precision: '1 second' } : {}),
  };
}

/** Returns whether a campaign compares a trigger with earlier ones: then time must not be skipped. */
export const countsOnThePast = (definition: object): boolean => spanOf(definition, 'reeligibility') > 0;

/** Returns the schedule delay of a campaign in the time of its story. */
export const delayOf = (definition: object): TimeSpan => spanOf(definition, 'delay');

/** Returns the windows of a campaign's first publication in the time of its story. */
export function windowsInStory(definition: object): Windows {
  const delay = delayOf(definition);
  if (delay === 0) return { width: 1, offset: 0 };
  const width = computeWindowWidth(delay, spanOf(definition, 'precision') || undefined);
  return { width, offset: computeWindowOffset(String(fieldsOf(definition)['id']), 1, width) };
}

const SPANS = ['delay', 'reeligibility', 'staleAfter'] as const;

function shortened(name: string, fields: Fields, time: ShortenedTime): unknown {
  const value = fields[name];
  if (typeof value !== 'string') return value;
  return (
    time.shorten(value) ?? failUnsupported(`${name}: ${value} would be no whole number of seconds, shortened as it is`)
  );
}

const spanOf = (definition: object, name: string): TimeSpan => parseTimeSpan(String(fieldsOf(definition)[name])) ?? 0;

const fieldsOf = (definition: object): Fields => ({ ...definition });
