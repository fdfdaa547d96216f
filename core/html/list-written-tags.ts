import { type HtmlState, TEXT_STATE } from './html-state.ts';
import { stepHtml } from './scan-html.ts';

/** A tag as it is written. The names of tags that close an element begin with a slash. */
export interface WrittenTag {
  readonly name: string;
  /** The place of its `<`, and of the end of its name. */
  readonly start: number;
  readonly nameEnd: number;
  /** The places of the values of its attributes by their names. Of a name that is written twice the first counts, as in a browser. */
  readonly values: ReadonlyMap<string, WrittenValue>;
}

/** The place of the value of an attribute, without its quotes. That of an attribute without a value is empty. */
export interface WrittenValue {
  readonly from: number;
  readonly to: number;
  readonly isQuoted: boolean;
}

/** Yields the tags of an HTML text in their order, as a browser reads them, and those in comments for Outlook. */
export function* listWrittenTags(html: string): Generator<WrittenTag> {
  let [state, at]: [HtmlState, number] = [TEXT_STATE, 0];
  let [start, nameEnd, values] = [0, 0, new Map<string, WrittenValue>()];
  while (at < html.length) {
    const next = stepHtml(state, html, at);
    const after = next.state;
    if (isInTag(after) && !isInTag(state)) {
      start = html.lastIndexOf('<', next.at - 1);
      values = new Map();
    }
    if (after.place === 'tag' && !isInAttribute(state)) nameEnd = next.at;
    if (isInAttribute(state) && !isInAttribute(after) && !values.has(state.attribute))
      values.set(state.attribute, locateValue(state, at, next.at));
    if (isInTag(state) && !isInTag(after)) yield { name: state.tag, start, nameEnd, values };
    [state, at] = [after, next.at];
  }
}

type TagState = HtmlState & { readonly tag: string };
type AttributeState = TagState & { readonly attribute: string };

function isInTag(state: HtmlState): state is TagState {
  return 'tag' in state;
}

function isInAttribute(state: HtmlState): state is AttributeState {
  return 'attribute' in state;
}

function locateValue(state: AttributeState, from: number, end: number): WrittenValue {
  if (state.place !== 'value') return { from: end, to: end, isQuoted: false };
  const isQuoted = state.quote !== 'none';
  return { from, to: isQuoted ? end - 1 : end, isQuoted };
}
