import { type Declaration, declarationsIn } from './declarations.ts';
import { openingFault } from './openings.ts';
import { productFiles, type SourceFile, typescriptFiles } from './source-files.ts';
import type { Violation } from './violations.ts';

/** Returns the doc comments of exports, functions and methods that begin with neither a verb nor a noun phrase. */
export function findUnusualComments(files: readonly SourceFile[] = typescriptFiles()): Violation[] {
  return findUnusual(files, ({ isExported, kind }) => isExported || kind === 'function');
}

/** Returns the same of all other declarations: fields, and what a file keeps for itself. */
export function findUnusualFieldComments(files: readonly SourceFile[] = typescriptFiles()): Violation[] {
  return findUnusual(files, ({ isExported, kind }) => !isExported && kind === 'thing');
}

/** Returns the exports of the product, and those of them that have no doc comment. */
export function findExports(): { readonly exports: number; readonly withoutComment: Violation[] } {
  const exported = productFiles()
    .flatMap(declarationsIn)
    .filter(({ isExported }) => isExported);
  const without = exported.filter(({ comment }) => comment === undefined);
  return {
    exports: exported.length,
    withoutComment: without.map(({ path, line, name }) => ({ path, line, message: `${name} has no doc comment` })),
  };
}

function findUnusual(files: readonly SourceFile[], isMeant: (declaration: Declaration) => boolean): Violation[] {
  return files
    .flatMap(declarationsIn)
    .filter(isMeant)
    .flatMap((declaration) => {
      const fault = openingFault(declaration);
      if (fault === undefined) return [];
      const { path, line, name, comment = '' } = declaration;
      const beginning = comment.replace(/\s+/g, ' ').slice(0, 70);
      return [{ path, line, message: `${name}: ${fault}, not "${beginning}"` }];
    });
}
