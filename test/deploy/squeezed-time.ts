import type { Instant } from '../../core/contracts/instant.ts';
import { readSpan, SECOND, type Span } from '../../core/contracts/span.ts';

interface Anchor {
  readonly told: Instant;
  readonly real: Instant;
}

/**
 * A story's time, squeezed: its hours are seconds here, and where nobody waits it leaps. What came first in the story
 * comes first here, and what was said of an instant once holds for good.
 */
export class SqueezedTime {
  readonly #factor: number;
  /** Instants that are settled, in order. */
  readonly #anchors: Anchor[];

  constructor(factor: number, begins: Anchor) {
    this.#factor = factor;
    this.#anchors = [begins];
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

  /** From now on this instant of the story is that one. */
  settle(told: Instant, real: Instant = this.real(told)): void {
    const place = this.#anchors.findIndex((each) => each.told >= told);
    const isKnown = this.#anchors[place]?.told === told;
    this.#anchors.splice(place < 0 ? this.#anchors.length : place, isKnown ? 1 : 0, { told, real });
  }

  /** How long a wait of the story would be that takes this long. */
  stretch(span: Span): Span {
    return span * this.#factor;
  }

  /** A span of a campaign, squeezed; undefined where that is no whole number of seconds. */
  squeeze(text: string): string | undefined {
    const span = readSpan(text);
    if (span === undefined || span === 0) return text;
    const seconds = span / this.#factor / SECOND;
    return Number.isInteger(seconds) ? `${seconds} seconds` : undefined;
  }
}
