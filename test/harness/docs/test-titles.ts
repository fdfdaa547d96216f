import ts from 'typescript';

const TEST_FUNCTIONS = new Set(['describe', 'it', 'test']);

/** Returns the titles of the tests in a source file: those of groups too, and the texts in the tables of `each`. */
export function testTitles(path: string, source: string): string[] {
  return titleNodesIn(ts.createSourceFile(path, source, ts.ScriptTarget.Latest)).map(({ text }) => text);
}

/** A part of a title in the syntax tree. */
export type TitleNode = ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

/** Returns the same texts as nodes of the syntax tree. */
export function titleNodesIn(tree: ts.SourceFile): TitleNode[] {
  const titles: TitleNode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && TEST_FUNCTIONS.has(calledName(node))) titles.push(...textsIn(node.arguments[0]));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return titles;
}

/** Returns the name that a call begins with: `it` of `it.skip.each(table)('title')`. */
function calledName(call: ts.CallExpression): string {
  let expression: ts.Expression = call;
  while (ts.isCallExpression(expression) || ts.isPropertyAccessExpression(expression)) {
    expression = expression.expression;
  }
  return ts.isIdentifier(expression) ? expression.text : '';
}

function textsIn(node: ts.Node | undefined): TitleNode[] {
  if (node === undefined) return [];
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  const texts = isText ? [node] : [];
  ts.forEachChild(node, (child) => {
    texts.push(...textsIn(child));
  });
  return texts;
}
