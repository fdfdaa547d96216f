import ts from 'typescript';
import { lineOf, productFiles, type SourceFile } from './source-files.ts';
import type { Violation } from './violations.ts';

interface Export {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

/** A name that several files may export, with the reason. */
interface SharedName {
  readonly name: string;
  /** The beginning of the paths of those files. */
  readonly in: string;
  readonly why: string;
}

/** The names that several files may export. */
export const sharedNames: readonly SharedName[] = [
  { name: 'handler', in: 'functions/', why: 'Lambda calls every function by this name.' },
  {
    name: 'createHandler',
    in: 'functions/',
    why: 'Each file of a Lambda handler creates its own, and no file imports two.',
  },
  { name: 'sha256', in: 'core/sha256', why: 'The second file takes the place of the first in a browser.' },
];

/** Returns the exports whose name another file of the product exports too. */
export function findHomonyms(files: readonly SourceFile[] = productFiles()): Violation[] {
  const exports = files.flatMap(exportsIn).filter((each) => !isShared(each));
  const homonyms = [...Map.groupBy(exports, ({ name }) => name).values()].filter((same) => countMeanings(same) > 1);
  return homonyms.flatMap((same) =>
    same.map(({ name, path, line }) => {
      const others = new Set(same.map((other) => other.path).filter((other) => other !== path));
      return { path, line, message: `${name} is exported by ${[...others].join(', ')} too` };
    }),
  );
}

function isShared({ name, path }: Export): boolean {
  return sharedNames.some((shared) => shared.name === name && path.startsWith(shared.in));
}

/** Counts the places that declare a name. Adapters of the same port, with the same file name, are one place. */
function countMeanings(exports: readonly Export[]): number {
  return new Set(exports.map(({ path }) => path.replace(/^adapters\/[^/]+\//, 'adapters/'))).size;
}

function exportsIn(file: SourceFile): Export[] {
  return file.tree.statements
    .filter(isExported)
    .flatMap((statement) =>
      namesOf(statement).map((name) => ({ name, path: file.path, line: lineOf(file, statement.getStart(file.tree)) })),
    );
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return (isNamed || isType) && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
