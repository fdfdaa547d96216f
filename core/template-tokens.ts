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

/** A variable that a template takes from what it sees. */
export interface SeenVariable {
  /** Its names from the outside in; a place in a list is a number as text. */
  readonly path: readonly [string, ...string[]];
  readonly token: Token;
}

/** Returns the variables of a template that it does not make itself, by a loop, an assignment, a capture or a counter. */
export function seenVariables(templates: readonly Template[]): SeenVariable[] {
  const made = new Set(
    [...everyTemplate(templates)].flatMap((each) => [...(each.localScope?.() ?? [])].map(contentOf)),
  );
  return [...variablesIn(templates, new Set())].filter(({ path: [root] }) => !made.has(root));
}

// Liquid has an analysis of its own, which counts the lines before every variable: a long template takes it seconds.
function* variablesIn(templates: readonly Template[], loops: ReadonlySet<string>): Generator<SeenVariable> {
  for (const template of templates) {
    for (const token of [...(template.arguments?.() ?? [])].flatMap(tokensIn)) {
      const path = pathOf(token);
      if (path !== undefined && !loops.has(path[0])) yield { path, token };
    }
    yield* variablesIn(childrenOf(template), new Set([...loops, ...(template.blockScope?.() ?? [])]));
  }
}

/** Whether tags are nested deeper than that. */
export function isDeeper(templates: readonly Template[], deepest: number): boolean {
  return templates.some(
    (template) => template.children !== undefined && (deepest === 0 || isDeeper(childrenOf(template), deepest - 1)),
  );
}

/** Returns every tag, output and text, inner ones too. */
export function* everyTemplate(templates: readonly Template[]): Generator<Template> {
  for (const template of templates) {
    yield template;
    yield* everyTemplate(childrenOf(template));
  }
}

function childrenOf(template: Template): readonly Template[] {
  return template.children === undefined ? [] : toValueSync<Template[]>(template.children(false, true));
}

/** Returns the tokens of a value and of the arguments of its filters, and those inside them. */
function tokensIn(given: Value | Token): Token[] {
  const found: Token[] = [];
  const left = [given];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (isFiltered(next)) {
      left.push(...next.initial.postfix);
      for (const argument of next.filters.flatMap(({ args }) => args)) {
        const token = Array.isArray(argument) ? argument[1] : argument;
        if (token !== undefined) left.push(token);
      }
    } else if (isRangeToken(next)) {
      left.push(next.lhs, next.rhs);
    } else {
      found.push(next);
      if (isPropertyAccessToken(next)) left.push(...next.props);
    }
  }
  return found;
}

/** A filter as a template calls it: its arguments are tokens. */
export interface FilterCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Returns the filters that a tag or an output calls. */
export function filtersOf(template: Template): FilterCall[] {
  return [...(template.arguments?.() ?? [])].flatMap((given): FilterCall[] => (isFiltered(given) ? given.filters : []));
}

/** Whether something given to a tag is a value with filters. */
export function isFiltered(given: Value | Token): given is Value | FilteredValueToken {
  return 'initial' in given || isFilteredValueToken(given);
}

function pathOf(token: Token): SeenVariable['path'] | undefined {
  if (!isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  const [root, ...rest] = token.props.map(nameOf);
  return root === undefined ? undefined : [root, ...rest.map((name) => name ?? '')];
}

/** The name that a token writes; none where it is another variable's value. */
function nameOf(prop: PropertyAccessToken['props'][number]): string | undefined {
  return isPropertyAccessToken(prop) || !('content' in prop) ? undefined : String(prop.content);
}

function contentOf({ content }: { readonly content: string }): string {
  return content;
}

/** Returns the variable that a token stands for, where it has no further fields. */
export function plainVariable(token: Token): string | undefined {
  const path = pathOf(token);
  return path?.length === 1 ? path[0] : undefined;
}

/** Writes where a token begins, as Liquid does in its errors. */
export function writePlace(token: Token): string {
  const [line, column] = token.getPosition();
  return `line:${line}, col:${column}`;
}
