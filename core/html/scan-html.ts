import { type AttributeValue, type HtmlState, leaveTag, TEXT_STATE } from './html-state.ts';

/** A piece of HTML as it is written, and the place after it. */
export interface ScannedHtml {
  readonly html: string;
  readonly state: HtmlState;
}

/** A place in a piece of HTML. */
interface Position {
  readonly at: number;
  readonly state: HtmlState;
  /** The text that is written in place of the piece from the last position to this one, if that is something else. */
  readonly instead?: string;
}

/** The maximum length of the beginning or the end of an attribute's value that is kept. */
const MAX_WRITTEN = 64;

/** The maximum length of the end of a comment. */
const MAX_COMMENT_END = 4;

/** Reads a piece of HTML as a browser does, beginning at a place, and returns the place after it. The author of the template wrote it. */
export function scanHtml(state: HtmlState, html: string): ScannedHtml {
  const pending = state.place === 'opening' ? state.pending : '';
  const text = pending + html;
  let position: Position = { at: 0, state: state.place === 'opening' ? TEXT_STATE : state };
  let written = '';
  while (position.at < text.length) {
    const next: Position = stepHtml(position.state, text, position.at);
    written += next.instead ?? text.slice(position.at, next.at);
    position = next;
  }
  return { html: written.slice(pending.length), state: position.state };
}

/** Reads a piece of HTML from a position to the next one: a text, a name, a value. */
export function stepHtml(state: HtmlState, text: string, at: number): Position {
  switch (state.place) {
    case 'text':
      return stepText(text, at);
    case 'opening':
      return { at, state: TEXT_STATE };
    case 'comment':
      return stepComment(state.pending, text, at);
    case 'declaration':
      return stepTo(text, at, /[>]/g, state, () => TEXT_STATE);
    case 'raw-text':
      return stepRawText(state, text, at);
    case 'tag-name':
      return stepTagName(state.tag, text, at);
    case 'tag':
      return stepTag(state.tag, text, at);
    case 'attribute-name':
    case 'after-name':
    case 'before-value':
      return stepAttribute(state, text, at);
    case 'value':
      return stepValue(state, text, at);
  }
}

function stepText(text: string, at: number): Position {
  const opening = text.indexOf('<', at);
  if (opening === -1) return { at: text.length, state: TEXT_STATE };
  const rest = text.slice(opening, opening + 4);
  if (rest === '<!--') return stepCommentOpening(text, opening);
  if (opening + rest.length === text.length && ['<', '</', '<!', '<!-'].includes(rest))
    return { at: text.length, state: { place: 'opening', pending: rest } };
  if (/^<\/?[a-z]/i.test(rest)) {
    const isClosing = rest[1] === '/';
    return { at: opening + (isClosing ? 2 : 1), state: { place: 'tag-name', tag: isClosing ? '/' : '' } };
  }
  if (rest.startsWith('</>')) return { at: opening + 3, state: TEXT_STATE };
  const isDeclaration = /^<[!?/]/.test(rest);
  return { at: opening + 1, state: isDeclaration ? { place: 'declaration' } : TEXT_STATE };
}

/** Reads the opening of a comment. Outlook reads what is inside of a conditional one as HTML, and so does this. */
function stepCommentOpening(text: string, opening: number): Position {
  const isConditional = /^<!--\s*\[if/i.test(text.slice(opening, opening + 20));
  if (isConditional) return { at: opening + 4, state: { place: 'declaration' } };
  return { at: opening + 4, state: { place: 'comment', pending: '<!--' } };
}

function stepComment(pending: string, text: string, at: number): Position {
  const end = /--!?>/.exec(pending + text.slice(at, at + MAX_COMMENT_END));
  if (end !== null) return { at: at + end.index + end[0].length - pending.length, state: TEXT_STATE };
  // The rest is not copied: a text may have thousands of comments.
  const later = findEnd(text, at, /--!?>/g);
  if (later < text.length) return { at: text.indexOf('>', later) + 1, state: TEXT_STATE };
  return { at: text.length, state: { place: 'comment', pending: (pending + text.slice(at)).slice(-3) } };
}

function stepRawText({ element, pending }: HtmlState & { place: 'raw-text' }, text: string, at: number): Position {
  const content = pending + text.slice(at);
  const end = element === 'plaintext' ? null : new RegExp(`</${element}(?=[\\s/>])`, 'i').exec(content);
  if (end !== null)
    return { at: at + end.index + end[0].length - pending.length, state: { place: 'tag', tag: `/${element}` } };
  // The end may be cut by an output that shows nothing.
  const tail = /<\/?[a-z]*$/i.exec(content.slice(-element.length - 2))?.[0] ?? '';
  return { at: text.length, state: { place: 'raw-text', element, pending: tail } };
}

function stepTagName(tag: string, text: string, at: number): Position {
  const end = findEnd(text, at, /[\s/>]/g);
  const name = (tag + text.slice(at, end)).toLowerCase();
  return { at: end, state: end === text.length ? { place: 'tag-name', tag: name } : { place: 'tag', tag: name } };
}

function stepTag(tag: string, text: string, at: number): Position {
  const start = findEnd(text, at, /[^\s/]/g);
  if (start === text.length) return { at: start, state: { place: 'tag', tag } };
  if (text[start] === '>') return { at: start + 1, state: leaveTag(tag) };
  // An equals sign that begins a name belongs to it.
  const first = (text[start] ?? '').toLowerCase();
  return { at: start + 1, state: { place: 'attribute-name', tag, attribute: first } };
}

type AttributeState = HtmlState & { place: 'attribute-name' | 'after-name' | 'before-value' };

function stepAttribute({ place, tag, attribute }: AttributeState, text: string, at: number): Position {
  if (place === 'attribute-name') {
    const end = findEnd(text, at, /[\s/>=]/g);
    const name = (attribute + text.slice(at, end)).toLowerCase();
    const next = end === text.length ? 'attribute-name' : 'after-name';
    return { at: end, state: { place: next, tag, attribute: name } };
  }
  const start = findEnd(text, at, /\S/g);
  if (start === text.length) return { at: start, state: { place, tag, attribute } };
  if (place === 'after-name')
    return text[start] === '='
      ? { at: start + 1, state: { place: 'before-value', tag, attribute } }
      : { at: start, state: { place: 'tag', tag } };
  if (text[start] === '>') return { at: start + 1, state: leaveTag(tag) };
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : 'none';
  return {
    at: quote === 'none' ? start : start + 1,
    state: { place: 'value', tag, attribute, quote, written: '' },
  };
}

function stepValue(state: AttributeValue, text: string, at: number): Position {
  const { quote, tag } = state;
  const isQuoted = quote === '"' || quote === "'";
  const end = isQuoted ? findEnd(text, at, quote === '"' ? /"/g : /'/g) : findEnd(text, at, /[\s>]/g);
  const value = text.slice(at, end);
  const isEnded = end < text.length;
  const next: HtmlState = isEnded ? { place: 'tag', tag } : { ...state, written: addWritten(state, value) };
  if (quote === 'added')
    return { at: end, state: next, instead: value.replaceAll('"', '&#34;') + (isEnded ? '"' : '') };
  return { at: isEnded && isQuoted ? end + 1 : end, state: next };
}

/** Adds to the value that its author wrote. Of a style its end counts, of other values their beginning. */
export function addWritten({ attribute, written }: AttributeValue, value: string): string {
  const all = written + value;
  return attribute.endsWith('style') ? all.slice(-MAX_WRITTEN) : all.slice(0, MAX_WRITTEN);
}

function stepTo(text: string, at: number, end: RegExp, state: HtmlState, leave: () => HtmlState): Position {
  const found = findEnd(text, at, end);
  return found === text.length ? { at: found, state } : { at: found + 1, state: leave() };
}

/** Returns the place of the next match, or the length of the text. */
function findEnd(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? text.length;
}
