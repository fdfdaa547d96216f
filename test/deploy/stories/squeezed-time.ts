import type { Instant } from '../../../core/contracts/instant.ts';
import { parseTimeSpan, SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';

interface Anchor {
  readonly told: Instant;
  readonly real: Instant;
}

/**
 * A story's time, squeezed: its hours are seconds here, and where nobody waits it leaps. What came first in the story
 * comes first here, by a millisecond at least.
 */
export class SqueezedTime {
  readonly #factor: number;
  /** Instants that are settled, in order. */
  readonly #anchors: Anchor[];
  #lag: TimeSpan = 0;

  constructor(factor: number, begins: Anchor) {
    this.#factor = factor;
    this.#anchors = [begins];
  }

  /** By how much longer things took than the story says they do. */
  get lag(): TimeSpan {
    return this.#lag;
  }

  /** When it really is, when a story says that it is then. */
  real(told: Instant): Instant {
    const before = this.#anchors.findLast((each) => each.told <= told);
    const after = this.#anchors.find((each) => each.told > told);
    if (before !== undefined && after !== undefined) {
      const share = (told - before.told) / (after.told - before.told);
      return Math.floor(before.real + share * (after.real - before.real));
    }
    const anchor = before ?? after ?? { told, real: told };
    return Math.floor(anchor.real + (told - anchor.told) / this.#factor);
  }

  /** From now on this instant of the story is that one, or the nearest that keeps the order; answers which. */
  settle(told: Instant, real: Instant = this.real(told)): Instant {
    const before = this.#anchors.findLast((each) => each.told < told);
    const after = this.#anchors.find((each) => each.told > told);
    const [first, last] = [(before?.real ?? -Infinity) + 1, (after?.real ?? Infinity) - 1];
    if (first > last) throw new Error('squeezed time: no millisecond is left between two instants of the story');
    const settled = Math.min(Math.max(real, first), last);
    if (after === undefined) this.#lag += Math.max(0, settled - this.real(told));
    const others = this.#anchors.filter((each) => each.told !== told);
    const place = others.findLastIndex((each) => each.told < told) + 1;
    this.#anchors.splice(0, Infinity, ...others.toSpliced(place, 0, { told, real: settled }));
    return settled;
  }

  /** How long a wait of the story would be that takes this long. */
  stretch(span: TimeSpan): TimeSpan {
    return span * this.#factor;
  }

  /** A span of a campaign, squeezed; undefined where that is no whole number of seconds. */
  squeeze(text: string): string | undefined {
    const span = parseTimeSpan(text);
    if (span === undefined || span === 0) return text;
    const seconds = span / this.#factor / SECOND;
    const whole = Math.round(seconds);
    return Math.abs(seconds - whole) < 1e-6 ? `${whole} seconds` : undefined;
  }
}
