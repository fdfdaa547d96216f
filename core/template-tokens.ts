import {
  type FilteredValueToken,
  type PropertyAccessToken,
  type Template,
  type Token,
  TypeGuards,
  toValueSync,
  type Value,
} from 'liquidjs';

const { isFilteredValueToken, isPropertyAccessToken, isRangeToken } = TypeGuards;

/** A variable that a template reads from its context. */
export interface TemplateVariable {
  /** The names of the variable from the outside in. A position in a list is a number as text. */
  readonly path: readonly [string, ...string[]];
  readonly token: Token;
}

/** Returns the variables that a template reads and does not define by a loop, an assignment, a capture or a counter. */
export function listVariables(templates: readonly Template[]): TemplateVariable[] {
  const ownNames = new Set(
    [...walkTemplates(templates)].flatMap((each) => [...(each.localScope?.() ?? [])].map(getContent)),
  );
  return [...walkVariables(templates, new Set())].filter(({ path: [root] }) => !ownNames.has(root));
}

// The analysis of Liquid itself counts the lines before every variable, which takes seconds for a long template.
function* walkVariables(templates: readonly Template[], loops: ReadonlySet<string>): Generator<TemplateVariable> {
  for (const template of templates) {
    for (const token of [...(template.arguments?.() ?? [])].flatMap(listTokens)) {
      const path = getVariablePath(token);
      if (path !== undefined && !loops.has(path[0])) yield { path, token };
    }
    yield* walkVariables(getChildren(template), new Set([...loops, ...(template.blockScope?.() ?? [])]));
  }
}

/** Returns whether tags are nested deeper than a limit. */
export function isNestedDeeper(templates: readonly Template[], maxDepth: number): boolean {
  return templates.some(
    (template) =>
      template.children !== undefined && (maxDepth === 0 || isNestedDeeper(getChildren(template), maxDepth - 1)),
  );
}

/** Yields every tag, output and text, nested ones included. */
export function* walkTemplates(templates: readonly Template[]): Generator<Template> {
  for (const template of templates) {
    yield template;
    yield* walkTemplates(getChildren(template));
  }
}

function getChildren(template: Template): readonly Template[] {
  return template.children === undefined ? [] : toValueSync<Template[]>(template.children(false, true));
}

/** Returns the tokens of a value and of the arguments of its filters, nested ones included. */
function listTokens(argument: Value | Token): Token[] {
  const found: Token[] = [];
  const pending = [argument];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (hasFilters(next)) {
      pending.push(...next.initial.postfix);
      for (const argument of next.filters.flatMap(({ args }) => args)) {
        const token = Array.isArray(argument) ? argument[1] : argument;
        if (token !== undefined) pending.push(token);
      }
    } else if (isRangeToken(next)) {
      pending.push(next.lhs, next.rhs);
    } else {
      found.push(next);
      if (isPropertyAccessToken(next)) pending.push(...next.props);
    }
  }
  return found;
}

/** A call of a filter in a template. Its arguments are tokens. */
export interface FilterCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Returns the filters that a tag or an output calls. */
export function listFilterCalls(template: Template): FilterCall[] {
  return [...(template.arguments?.() ?? [])].flatMap((argument): FilterCall[] =>
    hasFilters(argument) ? argument.filters : [],
  );
}

/** Returns whether an argument of a tag is a value with filters. */
export function hasFilters(argument: Value | Token): argument is Value | FilteredValueToken {
  return 'initial' in argument || isFilteredValueToken(argument);
}

function getVariablePath(token: Token): TemplateVariable['path'] | undefined {
  if (!isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  const [root, ...rest] = token.props.map(getPropertyName);
  return root === undefined ? undefined : [root, ...rest.map((name) => name ?? '')];
}

/** Returns the name in a token; undefined if it is the value of another variable. */
function getPropertyName(prop: PropertyAccessToken['props'][number]): string | undefined {
  return isPropertyAccessToken(prop) || !('content' in prop) ? undefined : String(prop.content);
}

function getContent({ content }: { readonly content: string }): string {
  return content;
}

/** Returns the name of the variable in a token; undefined if the token reads a field of it. */
export function getVariableName(token: Token): string | undefined {
  const path = getVariablePath(token);
  return path?.length === 1 ? path[0] : undefined;
}

/** Formats the place of a token as Liquid does in its errors. */
export function formatTokenPosition(token: Token): string {
  const [line, column] = token.getPosition();
  return `line:${line}, col:${column}`;
}
