import { type Context, toValue } from 'liquidjs';
import { CountedText, toText } from '../counted-liquid.ts';
import { getRenderRun } from '../template-scope.ts';
import { escapeHtml } from './escape-html.ts';
import { getStateKey, type HtmlState, TEXT_STATE } from './html-state.ts';
import { placeValue } from './place-value.ts';
import { SafeHtml } from './safe-html.ts';
import { type ScannedHtml, scanHtml } from './scan-html.ts';

/** The pieces of a template that were read already, by the places that they began at. */
export type ScanCache = Map<string, ScannedHtml>;

/** The HTML of a template. It follows the tags that the template writes, and escapes outputs for the place that they stand at (R90). */
export class HtmlWriter extends CountedText {
  /** True while a tag writes HTML of the template itself, and not the value of an output. */
  isMarkup = false;
  readonly #scope: Context;
  #state: HtmlState = TEXT_STATE;
  /** The text before it was escaped; undefined if it has tags or entities of its own. */
  #plain: string | undefined = '';

  constructor(context: Context) {
    super(context);
    this.#scope = context;
  }

  override write(value: unknown): void {
    if (this.isMarkup) this.writeMarkup(toText(value));
    else this.writeValue(value);
  }

  /** Writes HTML that the author of the template wrote. */
  writeMarkup(text: string, cache?: ScanCache): void {
    this.#spend(text);
    const key = cache === undefined ? '' : getStateKey(this.#state);
    const scanned = cache?.get(key) ?? scanHtml(this.#state, text);
    cache?.set(key, scanned);
    this.buffer += scanned.html;
    this.#state = scanned.state;
    this.#plain = this.#plain === undefined || /[<&]/.test(text) ? undefined : this.#plain + text;
  }

  /** Writes the value of an output. */
  writeValue(value: unknown): void {
    if (Array.isArray(value)) {
      for (const each of value) this.writeValue(each);
      return;
    }
    if (value instanceof SafeHtml && value.isRaw) {
      this.writeMarkup(value.html);
      return;
    }
    const plain = value instanceof SafeHtml ? value.plain : toText(toValue(value));
    const html = value instanceof SafeHtml ? value.html : escapeHtml(plain ?? '');
    this.#spend(html);
    const { state, misplaced, ...placed } = placeValue(this.#state, { html, plain });
    if (misplaced !== undefined) getRenderRun(this.#scope).misplaced ??= misplaced;
    this.buffer += placed.html;
    // A captured text may have tags of its own.
    this.#state = plain === undefined && state.place === 'text' ? scanHtml(state, html).state : state;
    this.#plain = this.#plain === undefined || plain === undefined ? undefined : this.#plain + plain;
  }

  /** Returns what was written. */
  finish(): SafeHtml {
    return new SafeHtml(this.buffer, { plain: this.#plain });
  }

  #spend(text: string): void {
    getRenderRun(this.#scope).budget.spendCharacters(text.length);
  }
}
