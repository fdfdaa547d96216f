import { escapeHtml, escapeMarkup, escapeUnquoted } from './escape-html.ts';
import { type AttributeValue, getAttributeKind, type HtmlState, isEscapableElement } from './html-state.ts';
import { addWritten } from './scan-html.ts';

/** A value that a template outputs: text, or HTML that is escaped already. */
export interface OutputValue {
  readonly html: string;
  /** The text before it was escaped; undefined if the HTML has tags or entities of its own. */
  readonly plain: string | undefined;
}

/** The HTML that is written for an output, and the place after it; `misplaced` names a place where no output can stand. */
export interface PlacedValue {
  readonly html: string;
  readonly state: HtmlState;
  readonly misplaced?: string;
}

/** Returns what an output writes at a place (R90). Where no text is safe, it writes nothing. */
export function placeValue(state: HtmlState, value: OutputValue): PlacedValue {
  switch (state.place) {
    case 'text':
      return { html: value.html, state };
    case 'raw-text':
      return isEscapableElement(state.element)
        ? { html: value.html, state: value.html === '' ? state : { ...state, pending: '' } }
        : { html: '', state, misplaced: `an element ${state.element}` };
    case 'comment':
      return { html: '', state, misplaced: 'a comment' };
    case 'declaration':
      return { html: '', state, misplaced: 'a declaration' };
    case 'opening':
    case 'tag-name':
      return { html: '', state, misplaced: 'the name of a tag' };
    case 'tag':
    case 'attribute-name':
    case 'after-name':
      return { html: '', state, misplaced: 'a tag, outside of the values of its attributes' };
    case 'before-value': {
      const { tag, attribute } = state;
      const placed = placeInAttribute({ place: 'value', tag, attribute, quote: 'added', written: '' }, value);
      return { ...placed, html: `"${placed.html}` };
    }
    case 'value':
      return placeInAttribute(state, value);
  }
}

function placeInAttribute(state: AttributeValue, value: OutputValue): PlacedValue {
  switch (getAttributeKind(state.attribute)) {
    case 'code':
      return { html: '', state, misplaced: `the attribute ${state.attribute}, which is code` };
    case 'style':
      return placeInStyle(state, value);
    case 'url':
      return placeInUrl(state, value);
    case 'text':
      return { html: escapeAttribute(state, value), state };
  }
}

/** Escapes a value for an attribute: a text once, and of HTML what is left. */
function escapeAttribute({ quote }: AttributeValue, { html, plain }: OutputValue): string {
  const escaped = plain === undefined ? escapeMarkup(html) : escapeHtml(plain);
  return quote === 'none' ? escapeUnquoted(escaped) : escaped;
}

/** The schemes that links and images in emails have. A browser ignores blanks and controls before them. */
const LINK = /^[\s\p{Cc}]*(?:https?|mailto|tel):/iu;
/** The beginning of a URL that has a scheme, or has none. */
const SCHEME = /^[^/?#:]*:/;
const RELATIVE = /^[^/?#:]*[/?#]/;
/** The replacement of a value that would make another URL than a link. Whatever stands around it, it begins the fragment. */
const NO_LINK = '#';

function placeInUrl(state: AttributeValue, value: OutputValue): PlacedValue {
  const { written } = state;
  const text = value.plain ?? value.html;
  if (text === '') return { html: '', state };
  const decided = { ...state, written: `${NO_LINK}` };
  if (SCHEME.test(written) && !LINK.test(written)) return { html: NO_LINK, state };
  const isLink = LINK.test(written) || RELATIVE.test(written) || LINK.test(written + text);
  return { html: isLink ? escapeAttribute(state, value) : NO_LINK, state: decided };
}

/** A value in a style: words, numbers, units and colors. It can neither end its property nor load anything. */
const STYLE_VALUE = /^(?:[\w\s#%.,+-]|\b(?:rgb|hsl)a?\([\d\s.,%/]*\))*$/i;
const URL_OPENING = /\burl\(\s*(?:["']|&quot;|&#39;)?$/i;
const STYLE_URL = /^https?:\/\/[^\s"'()\\<>;{}\p{Cc}]*$/iu;

function placeInStyle(state: AttributeValue, value: OutputValue): PlacedValue {
  const text = value.plain ?? value.html;
  const isSafe = (URL_OPENING.test(state.written) ? STYLE_URL : STYLE_VALUE).test(text);
  const next = { ...state, written: addWritten(state, ' ') };
  return { html: isSafe ? escapeAttribute(state, value) : '', state: next };
}
