import ts from 'typescript';
import { titleNodesIn } from '../docs/test-titles.ts';
import type { SourceFile } from './source-files.ts';

/** A text for people in a file: a comment, a message, the title of a test. */
export interface Sentences {
  readonly text: string;
  /** The position in the file at which it begins. */
  readonly start: number;
}

/** Returns the texts for people in a file: comments, the titles of tests and, in the product, strings that have a space in them. */
export function sentencesIn(file: SourceFile): Sentences[] {
  const strings = file.path.startsWith('test/') ? titleNodesIn(file.tree) : stringsIn(file.tree);
  return [
    ...commentsIn(file),
    ...strings.map((node) => rangeText(file, { pos: node.getStart(file.tree), end: node.end })),
  ];
}

/** Returns the comments of a file; lines of `//` that follow each other are one comment. */
export function commentsIn(file: SourceFile): Sentences[] {
  const ranges = new Map<number, ts.TextRange>();
  const collect = (found: readonly ts.TextRange[] = []) => {
    for (const range of found) ranges.set(range.pos, range);
  };
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    if (ts.isToken(node)) {
      collect(ts.getLeadingCommentRanges(file.text, node.pos));
      collect(ts.getTrailingCommentRanges(file.text, node.end));
    }
    for (const child of node.getChildren(file.tree)) visit(child);
  };
  visit(file.tree);
  return joined(
    file,
    [...ranges.values()].sort((one, other) => one.pos - other.pos),
  ).map((range) => rangeText(file, range));
}

function joined({ text }: SourceFile, ranges: readonly ts.TextRange[]): ts.TextRange[] {
  const result: ts.TextRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    const isNext =
      last !== undefined && text.startsWith('//', range.pos) && /^\n[ \t]*$/.test(text.slice(last.end, range.pos));
    if (isNext) result.splice(-1, 1, { pos: last.pos, end: range.end });
    else result.push(range);
  }
  return result;
}

function stringsIn(tree: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && node.text.includes(' ')) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function rangeText({ text }: SourceFile, { pos, end }: ts.TextRange): Sentences {
  return { text: text.slice(pos, end), start: pos };
}
