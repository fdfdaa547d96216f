import { CAPPED_CHANNELS } from '../../core/contracts/capped-channels.ts';
import { DAY, parseTimeSpan } from '../../core/contracts/time-span.ts';
import type { CapFields, SettingsAnswer } from './settings-answer.ts';

/** The maximum number of caps of an installation. */
export const MAX_CAPS = 10;
/** The units of the span of a cap. */
export const CAP_UNITS = ['minute', 'hour', 'day', 'week'] as const;
export type CapUnit = (typeof CAP_UNITS)[number];

/** A cap as it is entered. */
export interface EnteredCap {
  readonly max: string;
  readonly length: string;
  readonly unit: CapUnit;
  readonly calendarDays: boolean;
  readonly channel: string;
}

/** Returns the length and the unit of a span, such as `7 days`. */
export function splitCapSpan(span: string): { readonly length: number; readonly unit: CapUnit } {
  const [length = '', name = ''] = span.split(' ');
  return { length: Number(length), unit: CAP_UNITS.find((unit) => name.startsWith(unit)) ?? 'day' };
}

/** Returns a cap as it is entered, from one that is set; without one, the beginning of a new one. */
export function toEnteredCap(cap: SettingsAnswer['frequencyCaps'][number] | undefined): EnteredCap {
  if (cap === undefined) return { max: '3', length: '7', unit: 'day', calendarDays: false, channel: '' };
  const { length, unit } = splitCapSpan(cap.in);
  const { calendarDays = false, channel = '' } = cap;
  return { max: String(cap.atMost), length: String(length), unit, calendarDays, channel };
}

/** Returns whether the number of messages is one that a cap can have. */
export function isMaxValid({ max }: EnteredCap): boolean {
  return /^\d+$/.test(max) && Number(max) >= 1 && Number(max) <= 100;
}

/** Returns whether the span is one that a cap can have: at most 30 days. */
export function isSpanValid({ length, unit }: EnteredCap): boolean {
  const span = /^\d+$/.test(length) ? parseTimeSpan(`${length} ${unit}s`) : undefined;
  return span !== undefined && span > 0 && span <= 30 * DAY;
}

/** Returns whether the days of a cap can begin at midnight: if its span is of days or weeks. */
export function hasDays({ unit }: Pick<EnteredCap, 'unit'>): boolean {
  return unit === 'day' || unit === 'week';
}

/** Returns a cap as a change of the settings has it. */
export function toCapFields(entered: EnteredCap): CapFields {
  const { max, length, unit, calendarDays, channel } = entered;
  const capped = CAPPED_CHANNELS.find((each) => each === channel);
  return {
    atMost: Number(max),
    in: Number(length) === 1 ? `1 ${unit}` : `${Number(length)} ${unit}s`,
    ...(calendarDays && hasDays(entered) ? { calendarDays } : {}),
    ...(capped === undefined ? {} : { channel: capped }),
  };
}
