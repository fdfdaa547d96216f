import { Drop } from 'liquidjs';

/**
 * A text that is HTML already, so that it is not escaped again: a captured text, the result of `escape`, or a value with `raw`.
 * Conditions and most filters see its text before it was escaped, if it has no tags.
 */
export class SafeHtml extends Drop {
  readonly html: string;
  /** The text before it was escaped; undefined if the HTML has tags or entities of its own. */
  readonly plain: string | undefined;
  /** True if it is written as it is, wherever it stands. */
  readonly isRaw: boolean;

  constructor(
    html: string,
    { plain, isRaw = false }: { readonly plain?: string | undefined; readonly isRaw?: boolean } = {},
  ) {
    super();
    this.html = html;
    this.plain = plain;
    this.isRaw = isRaw;
  }

  /** Returns the text that Liquid compares and filters. */
  override valueOf(): string {
    return this.plain ?? this.html;
  }

  override toString(): string {
    return this.html;
  }

  toJSON(): string {
    return this.valueOf();
  }
}
