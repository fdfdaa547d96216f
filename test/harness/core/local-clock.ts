import { DAY, MINUTE, WEEK } from '../../../core/contracts/time-span.ts';

/** The date and time that a clock on the wall shows: days since 1970, and the minute of the day. */
export interface WallTime {
  readonly day: number;
  readonly minute: number;
}

/**
 * A clock on the wall of a time zone, read from ICU by Intl. It is the reference that due instants are held to, and shares no code and no
 * library with them.
 */
export class LocalClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  read(instant: number): WallTime {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
    const day = Date.UTC(get('year'), get('month') - 1, get('day')) / DAY;
    return { day, minute: get('hour') * 60 + get('minute') };
  }

  /** Returns the first minute at which the clock shows a time: the earlier if it shows it twice; if it never does, the change that skips it. */
  findFirst(wanted: WallTime): number {
    // The instant if the zone were UTC: no zone is a day away from it.
    const utc = wanted.day * DAY + wanted.minute * MINUTE;
    const offsets = [utc - DAY, utc, utc + DAY].map((instant) => this.#offsetAt(instant));
    const candidates = offsets.map((offset) => utc - offset).sort((one, other) => one - other);
    const shown = candidates.find((instant) => {
      const { day, minute } = this.read(instant);
      return day === wanted.day && minute === wanted.minute;
    });
    const skipping = () =>
      this.findChanges(utc - 2 * DAY, utc + 2 * DAY).find(
        (change) => isBefore(this.read(change - MINUTE), wanted) && isBefore(wanted, this.read(change)),
      );
    return shown ?? skipping() ?? Number.NaN;
  }

  /** Returns the instants in a period at which the clock is changed, each to the minute. No zone changes its clock twice in a week. */
  findChanges(from: number, to: number): number[] {
    const changes: number[] = [];
    for (let day = from; day < to; day += WEEK) {
      if (this.#offsetAt(day) === this.#offsetAt(day + WEEK)) continue;
      let [low, high] = [day, day + WEEK];
      while (high - low > MINUTE) {
        const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
        if (this.#offsetAt(middle) === this.#offsetAt(day)) low = middle;
        else high = middle;
      }
      changes.push(high);
    }
    return changes;
  }

  #offsetAt(instant: number): number {
    const { day, minute } = this.read(instant);
    return day * DAY + minute * MINUTE - Math.floor(instant / MINUTE) * MINUTE;
  }
}

function isBefore(one: WallTime, other: WallTime): boolean {
  return one.day < other.day || (one.day === other.day && one.minute < other.minute);
}
