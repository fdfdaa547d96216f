import { UNSUBSCRIBE_PLACEHOLDER } from './contracts/unsubscribe.ts';
import { RenderRun } from './template-scope.ts';
import type { TemplateVariable } from './template-tokens.ts';
import { type RenderFailure, type RenderField, tryRender } from './templates.ts';

/** The fixed instant of trials. */
const TRIAL_INSTANT = Date.UTC(2026, 0, 1);
/** The maximum length of a path with a value in a trial, which is the maximum depth of an event. */
const MAX_PATH_NAMES = 64;

/** A compiled template of a campaign, and the variables that it reads. */
export interface TrialField {
  readonly render: RenderField;
  readonly variables: readonly TemplateVariable[];
}

/** An output in HTML at a place where none can stand, such as a comment. */
interface MisplacedOutput {
  readonly reason: 'misplaced';
  readonly detail: string;
}

/** The result of a trial: the text, or the failure; undefined if an earlier template took all steps. */
export type Trial = string | RenderFailure | MisplacedOutput | undefined;

/** Renders the templates of a campaign for a user and an event without any fields, and for ones with every field that the templates read (R75). */
export function tryTemplates(fields: readonly TrialField[]): { readonly empty: Trial[]; readonly rich: Trial[] } {
  const variables = fields.flatMap((each) => each.variables);
  const rich = { ...createTrialData(variables), unsubscribe_url: UNSUBSCRIBE_PLACEHOLDER };
  return { empty: renderTrials(fields, createTrialData([])), rich: renderTrials(fields, rich) };
}

function renderTrials(fields: readonly TrialField[], data: object): Trial[] {
  const run = new RenderRun(TRIAL_INSTANT);
  return fields.map(({ render }) => {
    if (run.budget.isExceeded) return undefined;
    const trial = tryRender(render, data, run);
    const { misplaced } = run;
    run.abortReason = undefined;
    run.misplaced = undefined;
    return misplaced === undefined ? trial : { reason: 'misplaced', detail: `an output in ${misplaced}` };
  });
}

/**
 * Creates the context of a trial with a value for each variable. The values are different numbers as text, which can be used as text,
 * number, list and date.
 */
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

/** Defines a field of an object. Names come from templates and may be `__proto__`. */
function defineField(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
