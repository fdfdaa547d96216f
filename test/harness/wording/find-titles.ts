import ts from 'typescript';
import { lineOf, type SourceFile, typescriptFiles } from './source-files.ts';
import { beginsWithPlural, beginsWithVerb } from './verbs.ts';
import type { Violation } from './violations.ts';

/** Words that a title begins with only if it continues that of its group. */
const CONTINUING = new Set(
  'is are was were has have had may can could must will would does do did of that which whose than and or but'.split(
    ' ',
  ),
);
/** Words that a title begins with only before a clause of its own: "without a comma, a list is refused". */
const INTRODUCING = new Set('with without within in by for from to where when while if after before'.split(' '));
/** Words that show a verb before them: "names the field". */
const ARTICLES = new Set('a an the each every its no'.split(' '));

/** Returns the titles of tests that have no subject of their own, so that a report of a failure does not say what failed. */
export function findContinuingTitles(files: readonly SourceFile[] = typescriptFiles()): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    const visit = (node: ts.Node): void => {
      const title = ts.isCallExpression(node) && isTest(node.expression) ? node.arguments[0] : undefined;
      const text = title === undefined ? undefined : readTitle(title);
      if (title !== undefined && text !== undefined && !standsAlone(text)) {
        const message = `expected a title with a subject, found "${text}"`;
        found.push({ path: file.path, line: lineOf(file, title.getStart()), message });
      }
      ts.forEachChild(node, visit);
    };
    visit(file.tree);
    return found;
  });
}

/** Returns whether a title is a sentence that needs no other. */
export function standsAlone(title: string): boolean {
  const [first = '', second = ''] = title.split(/\s+/);
  if (CONTINUING.has(first)) return false;
  if (INTRODUCING.has(first)) return title.includes(', ');
  const sentence = `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
  const isPlural = beginsWithPlural(sentence) && !ARTICLES.has(second);
  return !/^[a-z]+$/.test(first) || isPlural || !beginsWithVerb(sentence);
}

/** Returns whether an expression is `test`, `it`, or what `test.each(…)` returns. */
function isTest(expression: ts.Expression): boolean {
  if (ts.isCallExpression(expression)) return isTest(expression.expression);
  if (ts.isPropertyAccessExpression(expression)) return isTest(expression.expression);
  return ts.isIdentifier(expression) && (expression.text === 'test' || expression.text === 'it');
}

function readTitle(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return ts.isTemplateExpression(node) ? `${node.head.text}…` : undefined;
}
