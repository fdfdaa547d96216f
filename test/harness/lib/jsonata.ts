import jsonata from 'jsonata';

/** What a state of a machine sees as `$states`. */
export interface States {
  readonly input: unknown;
  readonly result?: unknown;
  readonly context?: unknown;
}

/** A field of a state as Step Functions makes it: text in `{% %}` is an expression, and all else stands as it is. */
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

/** JSONata marks its lists: as JSON they are plain. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
