import { RenderRun } from './template-scope.ts';
import type { SeenVariable } from './template-tokens.ts';
import { attempt, type Failure, type RenderField } from './templates.ts';

/** An instant for trials, the same always. */
const TRIED_AT = Date.UTC(2026, 0, 1);
/** As deep as an event is nested at most; further fields are missing from it. */
const MAX_PATH = 64;

/** A template of a campaign, compiled, and the variables that it takes from what it sees. */
export interface TriedField {
  readonly render: RenderField;
  readonly variables: readonly SeenVariable[];
}

/** What became of a template with one user: its text, or why there is none. Nothing where an earlier template took all steps. */
export type Trial = string | Failure | undefined;

/** Renders the templates of a campaign for a user of whom nothing is known and whose event says nothing, and for one who has every field that they name (R75). */
export function tryOut(fields: readonly TriedField[]): { readonly empty: Trial[]; readonly rich: Trial[] } {
  const variables = fields.flatMap((each) => each.variables);
  return { empty: trials(fields, seenBy([])), rich: trials(fields, seenBy(variables)) };
}

function trials(fields: readonly TriedField[], seen: object): Trial[] {
  const run = new RenderRun(TRIED_AT);
  return fields.map(({ render }) => {
    if (run.budget.isExceeded) return undefined;
    const trial = attempt(render, seen, run);
    run.aborted = undefined;
    return trial;
  });
}

/** What templates see, with a value for each variable. Values are text that reads as a number, no two alike: good as text, number, list and date. */
function seenBy(variables: readonly SeenVariable[]): object {
  const seen = {
    user: { id: 'user-1' },
    trigger: { id: 'event-1', occurredAt: '2026-01-01T00:00:00.000Z' },
    campaign: { id: 'campaign', name: 'Campaign' },
  };
  for (const [index, { path }] of variables.entries()) {
    if (path.length > 1 && path.length <= MAX_PATH) put(seen, path, String(12 + 11 * index));
  }
  return seen;
}

function put(object: object, [name = '', ...rest]: readonly string[], value: string): void {
  const known: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
  if (rest.length === 0) {
    if (known === undefined) define(object, name, value);
    return;
  }
  const inner = typeof known === 'object' && known !== null ? known : {};
  define(object, name, inner);
  put(inner, rest, value);
}

/** Names come from templates, and may be `__proto__`. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
