/** The place in an HTML text, as its author wrote it, that the next character stands at. */
export type HtmlState =
  | { readonly place: 'text' }
  /** After `<`, `</`, `<!` or `<!-` at the end of a piece of the template. */
  | { readonly place: 'opening'; readonly pending: string }
  /** Inside a comment; `pending` is its end so far, which may be the beginning of `-->`. */
  | { readonly place: 'comment'; readonly pending: string }
  /** Inside `<!…>`, such as a doctype or the condition of a comment for Outlook, or inside `<?…>`. */
  | { readonly place: 'declaration' }
  /** Inside an element that has no tags inside. The text of `title` and `textarea` may have entities, that of others may not. */
  | { readonly place: 'raw-text'; readonly element: string; readonly pending: string }
  | { readonly place: 'tag-name'; readonly tag: string }
  /** Inside a tag, outside of its attributes. */
  | { readonly place: 'tag'; readonly tag: string }
  | {
      readonly place: 'attribute-name' | 'after-name' | 'before-value';
      readonly tag: string;
      readonly attribute: string;
    }
  | AttributeValue;

/** A place inside the value of an attribute. */
export interface AttributeValue {
  readonly place: 'value';
  readonly tag: string;
  readonly attribute: string;
  /** The quote around the value. Of a value without quotes that begins with an output, the quotes are added. */
  readonly quote: '"' | "'" | 'none' | 'added';
  /** The value so far, as its author wrote it: its beginning as long as that does not decide the scheme of a URL, or its end in a style. */
  readonly written: string;
}

export const TEXT_STATE: HtmlState = { place: 'text' };

/** Returns a key that is the same for equal states. */
export function getStateKey(state: HtmlState): string {
  return Object.values(state).join('\n');
}

/** The elements whose text has no tags. The first two may have entities. */
const RAW_TEXT_ELEMENTS = ['title', 'textarea', 'script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'];

/** Returns whether a text in an element can be escaped by entities. */
export function isEscapableElement(element: string): boolean {
  return element === 'title' || element === 'textarea';
}

/** Returns the place after the end of a tag. Tags that close an element begin with a slash. */
export function leaveTag(tag: string): HtmlState {
  return RAW_TEXT_ELEMENTS.includes(tag) ? { place: 'raw-text', element: tag, pending: '' } : TEXT_STATE;
}

const URL_ATTRIBUTES = [
  'href',
  'src',
  'srcset',
  'action',
  'formaction',
  'background',
  'poster',
  'cite',
  'data',
  'longdesc',
  'lowsrc',
  'dynsrc',
  'ping',
  'manifest',
  'codebase',
];

/** The kinds of attributes, by what their values may be. */
export type AttributeKind = 'text' | 'url' | 'style' | 'code';

/** Returns the kind of an attribute. A prefix such as that of `xlink:href` does not count. */
export function getAttributeKind(attribute: string): AttributeKind {
  const name = attribute.slice(attribute.lastIndexOf(':') + 1);
  if (name.startsWith('on') || name === 'srcdoc') return 'code';
  if (name === 'style') return 'style';
  return URL_ATTRIBUTES.includes(name) ? 'url' : 'text';
}
