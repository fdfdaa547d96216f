import ts from 'typescript';
import { readRepositoryFile, sentenceFiles } from '../docs/rule-citations.ts';

/** A file of the repository with its syntax tree. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** The file that `npm run generate` writes from the OpenAPI document. */
const GENERATED = 'console/data/api-types.ts';

/** Returns the files of the product, parsed. */
export function productFiles(): SourceFile[] {
  return typescriptFiles().filter(({ path }) => !path.startsWith('test/'));
}

/** Returns the TypeScript files of the repository, tests included, parsed. */
export function typescriptFiles(): readonly SourceFile[] {
  parsed ??= sentenceFiles()
    .filter((path) => /\.tsx?$/.test(path) && path !== GENERATED)
    .map((path) => parseSource(path, readRepositoryFile(path)));
  return parsed;
}

/** The files of the repository: parsing them takes a second. */
let parsed: readonly SourceFile[] | undefined;

/** Parses a text as a file of TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Returns the number of the line that contains a position, the first being 1. */
export function lineOf({ tree }: SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}
