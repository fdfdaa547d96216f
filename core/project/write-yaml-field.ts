import { type Document, isMap, isNode, visit } from 'yaml';
import type { Fault } from '../contracts/fault.ts';
import { findPairIndex } from '../parse-yaml.ts';

/** The format of YAML that is written: a value that stands twice is written twice, since a text with aliases cannot be changed by fields. */
export const YAML_FORMAT = { lineWidth: 120, aliasDuplicateObjects: false } as const;

/** A field to be written into a document: with a value, or, if that is undefined, to be removed. */
export interface FieldWrite {
  readonly path: Fault['path'];
  readonly value: unknown;
}

/** Writes or removes a field of a document. The comments before and behind it stay. */
export function writeYamlField(document: Document, { path, value }: FieldWrite): void {
  if (value === undefined) {
    moveComment(document, path);
    document.deleteIn(path);
    return;
  }
  const [before, node] = [document.getIn(path, true), document.createNode(value, { aliasDuplicateObjects: false })];
  if (isNode(before)) Object.assign(node, { comment: before.comment, commentBefore: before.commentBefore });
  document.setIn(path, node);
}

/** Moves the comment before a field to the next field, or to the end. */
function moveComment(document: Document, path: Fault['path']): void {
  const outer = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(outer)) return;
  const index = findPairIndex(outer, path.at(-1));
  const [key, next] = [outer.items[index]?.key, outer.items[index + 1]?.key];
  if (!isNode(key) || key.commentBefore == null) return;
  if (isNode(next)) next.commentBefore = joinComments(key.commentBefore, next.commentBefore);
  else outer.comment = joinComments(key.commentBefore, outer.comment);
}

function joinComments(one: string, other: string | null | undefined): string {
  return other == null ? one : `${one}\n${other}`;
}

/** Returns whether a document has an alias: a value with one cannot be changed by itself. */
export function hasAlias(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
