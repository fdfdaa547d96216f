import type { Instant } from '../../../core/contracts/instant.ts';
import { parseTimeSpan, SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';

interface Anchor {
  readonly inStory: Instant;
  readonly real: Instant;
}

/**
 * The shortened time of a story: its hours are seconds here, and time is skipped where no enrollment waits. The order
 * of the story is kept, by a millisecond at least.
 */
export class ShortenedTime {
  readonly #factor: number;
  /** Pairs of instants of the story and of the clock, in order. */
  readonly #anchors: Anchor[];
  #lag: TimeSpan = 0;

  constructor(factor: number, begins: Anchor) {
    this.#factor = factor;
    this.#anchors = [begins];
  }

  /** The time by which things took longer than in the story. */
  get lag(): TimeSpan {
    return this.#lag;
  }

  /** Converts an instant of the story to real time. */
  real(inStory: Instant): Instant {
    const before = this.#anchors.findLast((each) => each.inStory <= inStory);
    const after = this.#anchors.find((each) => each.inStory > inStory);
    if (before !== undefined && after !== undefined) {
      const share = (inStory - before.inStory) / (after.inStory - before.inStory);
      return Math.floor(before.real + share * (after.real - before.real));
    }
    const anchor = before ?? after ?? { inStory, real: inStory };
    return Math.floor(anchor.real + (inStory - anchor.inStory) / this.#factor);
  }

  /** Sets the real time of an instant of the story, or the nearest one that keeps the order; returns it. */
  settle(inStory: Instant, real: Instant = this.real(inStory)): Instant {
    const before = this.#anchors.findLast((each) => each.inStory < inStory);
    const after = this.#anchors.find((each) => each.inStory > inStory);
    const [first, last] = [(before?.real ?? -Infinity) + 1, (after?.real ?? Infinity) - 1];
    if (first > last) throw new Error('shortened time: no millisecond is left between two instants of the story');
    const settled = Math.min(Math.max(real, first), last);
    if (after === undefined) this.#lag += Math.max(0, settled - this.real(inStory));
    const others = this.#anchors.filter((each) => each.inStory !== inStory);
    const place = others.findLastIndex((each) => each.inStory < inStory) + 1;
    this.#anchors.splice(0, Infinity, ...others.toSpliced(place, 0, { inStory, real: settled }));
    return settled;
  }

  /** Converts a real time span to one of the story. */
  stretch(span: TimeSpan): TimeSpan {
    return span * this.#factor;
  }

  /** Shortens a time span of a campaign; returns undefined where the result is no whole number of seconds. */
  shorten(text: string): string | undefined {
    const span = parseTimeSpan(text);
    if (span === undefined || span === 0) return text;
    const seconds = span / this.#factor / SECOND;
    const whole = Math.round(seconds);
    return Math.abs(seconds - whole) < 1e-6 ? `${whole} seconds` : undefined;
  }
}
