import { RenderRun } from './template-scope.ts';
import type { TemplateVariable } from './template-tokens.ts';
import { type RenderFailure, type RenderField, tryRender } from './templates.ts';

/** An instant for trials, the same always. */
const TRIAL_INSTANT = Date.UTC(2026, 0, 1);
/** As deep as an event is nested at most; further fields are missing from it. */
const MAX_PATH_NAMES = 64;

/** A template of a campaign, compiled, and the variables that it takes from what it sees. */
export interface TrialField {
  readonly render: RenderField;
  readonly variables: readonly TemplateVariable[];
}

/** What became of a template with one user: its text, or why there is none. Nothing where an earlier template took all steps. */
export type Trial = string | RenderFailure | undefined;

/** Renders the templates of a campaign for a user of whom nothing is known and whose event says nothing, and for one who has every field that they name (R75). */
export function tryTemplates(fields: readonly TrialField[]): { readonly empty: Trial[]; readonly rich: Trial[] } {
  const variables = fields.flatMap((each) => each.variables);
  return { empty: renderTrials(fields, createTrialData([])), rich: renderTrials(fields, createTrialData(variables)) };
}

function renderTrials(fields: readonly TrialField[], data: object): Trial[] {
  const run = new RenderRun(TRIAL_INSTANT);
  return fields.map(({ render }) => {
    if (run.budget.isExceeded) return undefined;
    const trial = tryRender(render, data, run);
    run.abortReason = undefined;
    return trial;
  });
}

/** What templates see, with a value for each variable. Values are text that reads as a number, no two alike: good as text, number, list and date. */
function createTrialData(variables: readonly TemplateVariable[]): object {
  const data = {
    user: { id: 'user-1' },
    trigger: { id: 'event-1', occurredAt: '2026-01-01T00:00:00.000Z' },
    campaign: { id: 'campaign', name: 'Campaign' },
  };
  for (const [index, { path }] of variables.entries()) {
    if (path.length > 1 && path.length <= MAX_PATH_NAMES) setPath(data, path, String(12 + 11 * index));
  }
  return data;
}

function setPath(object: object, [name = '', ...rest]: readonly string[], value: string): void {
  const known: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
  if (rest.length === 0) {
    if (known === undefined) defineField(object, name, value);
    return;
  }
  const inner = typeof known === 'object' && known !== null ? known : {};
  defineField(object, name, inner);
  setPath(inner, rest, value);
}

/** Names come from templates, and may be `__proto__`. */
function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
