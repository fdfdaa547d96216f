import { dirname, join } from 'node:path';
import ts from 'typescript';
import { lineOf, type SourceFile } from '../wording/source-files.ts';

/** A sentence that the source makes. A value in it that is only known at run time is written as VALUE. */
export interface SourceSentence {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** The character in a sentence of the source that stands for a value. */
export const VALUE = '\0';

/** The maximum number of forms of one template, such as those of a plural. */
const MAX_FORMS = 16;
const MAX_DEPTH = 6;

/** The names of fields and constants that hold sentences even if they are one word. */
const SENTENCE_NAMES = /^(?:expected|found|message|[A-Z_]*EXPECTED)$/;
/** The calls of valibot whose first text is no message. */
const VALUE_FIRST = ['literal', 'picklist', 'variant', 'brand'];

/** Returns the sentences that files make: texts of several words, and single words where a fault, a problem or a schema takes a sentence. */
export function findSourceSentences(files: readonly SourceFile[]): SourceSentence[] {
  const trees = new Map(files.map(({ path, tree }) => [path, tree]));
  return files.flatMap((file) => {
    const found: SourceSentence[] = [];
    const visit = (node: ts.Node): void => {
      if (isForPrograms(node)) return;
      if (!isText(node)) return ts.forEachChild(node, visit);
      if (isFragment(node)) return;
      const isWord = takesSentence(node);
      const forms = new Set(listForms(node, { file, trees, depth: 0 }));
      for (const text of forms)
        if (isWord ? /[a-z]/i.test(text) : hasWords(text))
          found.push({ path: file.path, line: lineOf(file, node.getStart()), text });
    };
    visit(file.tree);
    return found;
  });
}

const hasWords = (text: string) => /[a-z]{2,}\0? | \0?[a-z]{2,}/i.test(text);

function isText(node: ts.Node): node is ts.Expression {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
}

/** Returns whether a part of the source says nothing to people: types, imports, comparisons, what is thrown, and what is logged. */
function isForPrograms(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isThrowStatement(node)) return true;
  if (ts.isNewExpression(node)) return /Error$/.test(node.expression.getText());
  if (ts.isCallExpression(node))
    return /\blog\b.*\.(?:warn|info|error)$|^respond$|\.(?:includes|startsWith|endsWith|header|join)$/.test(
      node.expression.getText(),
    );
  if (ts.isBinaryExpression(node)) return /^[!=]==$|^in$/.test(node.operatorToken.getText());
  return (
    isText(node) &&
    ((ts.isPropertyAssignment(node.parent) && node.parent.name === node) || ts.isCaseClause(node.parent))
  );
}

/** Returns whether a text stands where a fault, a problem or a schema takes a sentence. */
function takesSentence(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isConditionalExpression(parent)) return takesSentence(parent);
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent))
    return SENTENCE_NAMES.test(parent.name.getText());
  if (!ts.isCallExpression(parent)) return false;
  const [, name] = /^v\.(\w+)$/.exec(parent.expression.getText()) ?? [];
  return name !== undefined && !(VALUE_FIRST.includes(name) && parent.arguments[0] === node);
}

/** Returns whether a text is only a part of others: the value of a constant that only templates of its file use. */
function isFragment(node: ts.Node): boolean {
  let declaration: ts.Node = node.parent;
  while (ts.isConditionalExpression(declaration) || ts.isParenthesizedExpression(declaration))
    declaration = declaration.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  const { name } = declaration;
  const scope = ts.findAncestor(declaration, (each) => ts.isFunctionLike(each) || ts.isSourceFile(each));
  const isExported =
    ts.isVariableStatement(declaration.parent.parent) && declaration.parent.parent.modifiers !== undefined;
  if (scope === undefined || isExported) return false;
  const uses: ts.Identifier[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isIdentifier(each) && each !== name && each.text === name.text) uses.push(each);
    ts.forEachChild(each, visit);
  };
  visit(scope);
  return uses.length > 0 && uses.every(({ parent }) => ts.isTemplateSpan(parent));
}

interface FormContext {
  readonly file: SourceFile;
  readonly trees: ReadonlyMap<string, ts.SourceFile>;
  readonly depth: number;
}

/** Returns the texts that an expression may be. */
function listForms(node: ts.Expression, context: FormContext): readonly string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return listForms(node.expression, context);
  if (ts.isConditionalExpression(node))
    return [...listForms(node.whenTrue, context), ...listForms(node.whenFalse, context)];
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce<readonly string[]>(
      (forms, { expression, literal }) => {
        const values = listForms(expression, context);
        return forms.flatMap((form) => values.map((value) => `${form}${value}${literal.text}`)).slice(0, MAX_FORMS);
      },
      [node.head.text],
    );
  if (!ts.isIdentifier(node) || context.depth === MAX_DEPTH) return [VALUE];
  return findConstant(node, context) ?? [VALUE];
}

/** Returns the texts that a constant may be, of the file or of another one that it imports; undefined if it is not made of texts. */
function findConstant(node: ts.Identifier, { file, trees, depth }: FormContext): readonly string[] | undefined {
  for (let scope: ts.Node | undefined = node.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    const declaration = findDeclaration(scope, node.text);
    if (declaration !== undefined) {
      const { initializer } = declaration;
      const isMadeOfTexts =
        initializer !== undefined && (isText(initializer) || ts.isConditionalExpression(initializer));
      return isMadeOfTexts ? listForms(initializer, { file, trees, depth: depth + 1 }) : undefined;
    }
  }
  return findImported(node, { file, trees, depth });
}

function findDeclaration(scope: ts.Block | ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  return scope.statements
    .filter((each) => ts.isVariableStatement(each))
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((each) => ts.isIdentifier(each.name) && each.name.text === name);
}

function findImported(node: ts.Identifier, { file, trees, depth }: FormContext): readonly string[] | undefined {
  const from = file.tree.statements
    .filter((each) => ts.isImportDeclaration(each))
    .find(({ importClause }) => {
      const bindings = importClause?.namedBindings;
      return (
        bindings !== undefined &&
        ts.isNamedImports(bindings) &&
        bindings.elements.some(({ name }) => name.text === node.text)
      );
    });
  if (from === undefined || !ts.isStringLiteral(from.moduleSpecifier)) return undefined;
  const path = join(dirname(file.path), from.moduleSpecifier.text);
  const tree = trees.get(path);
  const initializer = tree === undefined ? undefined : findDeclaration(tree, node.text)?.initializer;
  if (tree === undefined || initializer === undefined || !isText(initializer)) return undefined;
  return listForms(initializer, { file: { path, text: tree.text, tree }, trees, depth: depth + 1 });
}
