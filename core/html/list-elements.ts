import { MASKED_TAG } from './mask-liquid.ts';

/** An element of a template whose Liquid is masked. */
export interface HtmlElement {
  readonly name: string;
  /** The attributes by their names, in small letters. Those whose names Liquid writes are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  /** True if a tag of Liquid stands between the attributes, so that some of them may be left out. */
  readonly hasOptionalAttributes: boolean;
  readonly parent: HtmlElement | undefined;
  readonly depth: number;
  /** The place of the opening tag, of the end of its name, and of the content after it. */
  readonly start: number;
  readonly nameEnd: number;
  readonly contentStart: number;
  /** The place of the end of the content. */
  readonly contentEnd: number;
}

/** An element whose end is not read yet. */
type OpenElement = { -readonly [Field in keyof HtmlElement]: HtmlElement[Field] };

const VOID = ['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'];
const RAW_TEXT = ['script', 'style', 'title', 'textarea', 'xmp'];
/** The elements that an opening tag ends, if they are still open. */
const ENDED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['p', ['p']],
  ['li', ['li']],
  ['td', ['td', 'th']],
  ['th', ['td', 'th']],
  ['tr', ['td', 'th', 'tr']],
  ['tbody', ['td', 'th', 'tr', 'thead', 'tbody']],
  ['option', ['option']],
]);

/** Returns the elements of a masked template in the order of their opening tags, those in comments left out. Each character is read a few times at most. */
export function listElements(html: string): HtmlElement[] {
  const elements: OpenElement[] = [];
  const open: OpenElement[] = [];
  const close = (index: number, at: number) => {
    for (const element of open.splice(index)) element.contentEnd = at;
  };
  let at = html.indexOf('<');
  while (at !== -1) {
    const [, slash, written = ''] = /^<(\/?)([a-z][^\s/>]*)/i.exec(html.slice(at, at + MAX_NAME_LENGTH)) ?? [];
    const name = written.toLowerCase();
    let next = at + 1;
    if (html.startsWith('<!--', at)) next = findAfter(html, '-->', at + 2);
    else if (slash === '/') {
      const index = open.findLastIndex((element) => element.name === name);
      if (index !== -1) close(index, at);
    } else if (name !== '') {
      while (ENDED_BY.get(name)?.includes(open.at(-1)?.name ?? '')) close(open.length - 1, at);
      const element = readElement(html, { name, start: at, nameEnd: at + 1 + name.length, parent: open.at(-1) });
      elements.push(element);
      next = element.contentStart;
      if (RAW_TEXT.includes(name)) {
        const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
        end.lastIndex = next;
        next = end.exec(html)?.index ?? html.length;
        element.contentEnd = next;
      } else if (!VOID.includes(name)) open.push(element);
    }
    at = html.indexOf('<', next);
  }
  close(0, html.length);
  return elements;
}

/** The maximum length of the beginning of a tag that is looked at for its name. */
const MAX_NAME_LENGTH = 40;

function findAfter(html: string, sought: string, from: number): number {
  const found = html.indexOf(sought, from);
  return found === -1 ? html.length : found + sought.length;
}

function readElement(html: string, begun: Pick<HtmlElement, 'name' | 'start' | 'nameEnd' | 'parent'>): OpenElement {
  const attributes = new Map<string, string>();
  let [hasOptionalAttributes, end] = [false, begun.nameEnd];
  for (const { name, value, end: after } of readAttributes(html, begun.nameEnd)) {
    hasOptionalAttributes ||= name.includes(MASKED_TAG);
    if (!name.includes(MASKED_TAG) && !attributes.has(name)) attributes.set(name, value.replace(/^["']|["']$/g, ''));
    end = after;
  }
  const closing = html.indexOf('>', end);
  const contentStart = closing === -1 ? html.length : closing + 1;
  const depth = (begun.parent?.depth ?? 0) + 1;
  return { ...begun, attributes, hasOptionalAttributes, depth, contentStart, contentEnd: contentStart };
}

/** An attribute as it is written, with the quotes of its value, and the places of its value and of its end. */
export interface WrittenAttribute {
  readonly name: string;
  readonly value: string;
  readonly valueStart: number;
  readonly end: number;
}

/** Yields the attributes of an opening tag from the end of its name on. */
export function* readAttributes(html: string, from: number): Generator<WrittenAttribute> {
  const attribute = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/y;
  attribute.lastIndex = from;
  for (let found = attribute.exec(html); found !== null; found = attribute.exec(html)) {
    const [, name = '', value = ''] = found;
    const end = attribute.lastIndex;
    yield { name: name.toLowerCase(), value, valueStart: end - value.length, end };
  }
}
