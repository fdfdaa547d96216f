import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** A part of an HTML document, as a browser reads it: the name of a tag, an attribute with its value, or a text. */
export type HtmlPart = readonly [kind: 'tag' | 'attribute' | 'text', name: string, value: string];

/** Returns the parts of an HTML document in their order. */
export function readParts(html: string): HtmlPart[] {
  const parts: HtmlPart[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      parts.push(['tag', node.tagName, '']);
      for (const { name, prefix, value } of node.attrs)
        parts.push(['attribute', `${node.tagName} ${prefix === undefined ? '' : `${prefix}:`}${name}`, value]);
    }
    if (node.nodeName === '#text' && 'value' in node) parts.push(['text', '', node.value]);
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return parts;
}
