import ts from 'typescript';
import { lineOf, type SourceFile } from './source-files.ts';

/** A name in a file, at the line where it first occurs. */
export interface Name {
  readonly text: string;
  readonly line: number;
}

/** Values that are written like names: `wave-aborted`, `MESSAGE_FAILED`. */
const CODE = /^(?:[a-z]+(?:-[a-z]+)+|[A-Z]+(?:_[A-Z]+)+)$/;

/** A word in a sentence that is written like a name of code: `untilTaken`, `MOST_ATTEMPTS`. */
const NAME_IN_SENTENCE = /\b(?:[A-Za-z]?[a-z0-9]+[A-Z]\w*|[A-Z]+(?:_[A-Z]+)+)\b/g;

/** Returns the words in a text that are written like names of code. */
export function namesInText(text: string): { readonly text: string; readonly index: number }[] {
  return [...text.matchAll(NAME_IN_SENTENCE)].map((match) => ({ text: match[0], index: match.index }));
}

/** Returns the names in a file, each once: identifiers, codes in strings, and the name of the file itself. */
export function namesIn(file: SourceFile): Name[] {
  const lines = new Map<string, number>([[file.path.replace(/^.*\/|\.ts$/g, ''), 1]]);
  const visit = (node: ts.Node): void => {
    const isName = ts.isIdentifier(node) || ts.isPrivateIdentifier(node);
    if ((isName || isCode(node)) && !lines.has(node.text)) lines.set(node.text, lineOf(file, node.getStart(file.tree)));
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return [...lines].map(([text, line]) => ({ text, line }));
}

function isCode(node: ts.Node): node is ts.StringLiteralLike {
  return ts.isStringLiteralLike(node) && CODE.test(node.text);
}

/** Splits a name at camel case, underscores and hyphens, in lower case: `untilTaken` is `until` and `taken`. */
export function partsOf(name: string): string[] {
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return parts.map((part) => part.toLowerCase());
}

/**
 * Returns a search for the forbidden names that a name contains as whole parts: `abreast` is in `PARTS_ABREAST` and not in
 * `abreasted`. A forbidden name with an underscore at its end (`MOST_`) is a prefix of constants only.
 */
export function searchForNames(forbidden: Iterable<string>): (name: string) => string[] {
  const all = [...forbidden].map((name) => ({ name, parts: joinedParts(name), isPrefix: name.endsWith('_') }));
  return (name) => {
    const parts = joinedParts(name);
    const found = all.filter((each) => (each.isPrefix ? name.startsWith(each.name) : parts.includes(each.parts)));
    return found.map((each) => each.name);
  };
}

function joinedParts(name: string): string {
  return `-${partsOf(name).join('-')}-`;
}
