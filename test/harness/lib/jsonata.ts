import jsonata from 'jsonata';

/** The value of `$states` in the expressions of a state. */
export interface States {
  readonly input: unknown;
  readonly result?: unknown;
  readonly context?: unknown;
}

/** Returns a field of a state as Step Functions evaluates it: text in `{% %}` is an expression, and all else is copied. */
export async function evaluated(template: unknown, states: States): Promise<unknown> {
  if (typeof template === 'string') {
    const expression = /^\{%(.*)%\}$/s.exec(template)?.[1];
    return expression === undefined ? template : plain(await jsonata(expression).evaluate({}, { states }));
  }
  if (typeof template !== 'object' || template === null) return template;
  const fields = await Promise.all(
    Object.entries(template).map(async ([name, value]) => [name, await evaluated(value, states)] as const),
  );
  return Object.fromEntries(fields);
}

/** Returns a value without the properties that JSONata adds to its lists. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
