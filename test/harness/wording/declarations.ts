import ts from 'typescript';
import { lineOf, type SourceFile } from './source-files.ts';

/** A declaration that has a doc comment or should have one. */
export interface Declaration {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  /** `function` for whatever is called, `thing` for everything else. */
  readonly kind: 'function' | 'thing';
  readonly isExported: boolean;
  /** The text of the doc comment, without tags. */
  readonly comment: string | undefined;
}

/** Returns the exported declarations of a file, and every other declaration that has a doc comment. */
export function declarationsIn(file: SourceFile): Declaration[] {
  const found: Declaration[] = [];
  const visit = (node: ts.Node): void => {
    const declaration = declarationOf(file, node);
    if (declaration?.isExported || declaration?.comment !== undefined) found.push(declaration);
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

function declarationOf(file: SourceFile, node: ts.Node): Declaration | undefined {
  const kind = kindOf(node);
  if (kind === undefined) return undefined;
  const doc = docCommentOf(node);
  return {
    path: file.path,
    line: lineOf(file, (doc ?? node).getStart(file.tree)),
    name: nameOf(node),
    kind,
    isExported: isExported(node),
    comment: doc === undefined ? undefined : (ts.getTextOfJSDocComment(doc.comment) ?? ''),
  };
}

function kindOf(node: ts.Node): Declaration['kind'] | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) return 'function';
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
    return node.initializer !== undefined && isFunction(node.initializer) ? 'function' : 'thing';
  }
  if (ts.isPropertySignature(node)) {
    return node.type !== undefined && ts.isFunctionTypeNode(node.type) ? 'function' : 'thing';
  }
  const isThing =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isAccessor(node);
  return isThing ? 'thing' : undefined;
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function docCommentOf(node: ts.Node): ts.JSDoc | undefined {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
}

function nameOf(node: ts.Node): string {
  const name = ts.isVariableDeclaration(node) ? node.name : ts.getNameOfDeclaration(asDeclaration(node));
  return name?.getText() ?? 'default';
}

function asDeclaration(node: ts.Node): ts.Declaration | undefined {
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassElement(node) ||
    ts.isTypeElement(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return isNamed ? node : undefined;
}

function isExported(node: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  if (!ts.isSourceFile(statement.parent) || !ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
