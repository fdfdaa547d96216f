import type { MessageTemplate } from './contracts/definition.ts';
import type { Instant } from './contracts/instant.ts';
import { listTemplateFields } from './template-fields.ts';
import { RenderRun, TemplateScope } from './template-scope.ts';
import { listVariables, type TemplateVariable } from './template-tokens.ts';
import { hasLiquid, liquidEngine } from './templates.ts';

/** A variable without a value in a field of a message. */
export interface MissingVariable {
  /** The path of the field in its message, such as `subject` or `buttons.0.label`. */
  readonly field: string;
  /** The name of the variable, such as `user.first_name`. */
  readonly variable: string;
}

/** The name in the keyword `offset: continue`, which is no variable. */
const CONTINUE = 'continue';

/**
 * Finds the variables of a message that have no value, each once for a field, also those that the template replaces by a default. A
 * variable whose path depends on another one is left out.
 */
export function findMissingVariables(message: MessageTemplate, data: object, now: Instant): MissingVariable[] {
  return listTemplateFields(message).flatMap(({ path, text }) => {
    if (!hasLiquid(text)) return [];
    const scope = new TemplateScope(liquidEngine, { __proto__: null, ...data }, new RenderRun(now));
    const missing = listFieldVariables(text).filter((names) => !hasValue(scope, names));
    const variables = new Set(missing.map((names) => names.join('.')));
    return [...variables].map((variable) => ({ field: path.join('.'), variable }));
  });
}

/** Returns the paths of the variables of a template. One that cannot be parsed is a fault of the campaign, and has none. */
function listFieldVariables(text: string): TemplateVariable['path'][] {
  try {
    return listVariables(liquidEngine.parse(text)).map(({ path }) => path);
  } catch {
    return [];
  }
}

function hasValue(scope: TemplateScope, names: TemplateVariable['path']): boolean {
  const [root] = names;
  if (root === CONTINUE || names.includes('')) return true;
  const value = scope.getSync([...names]);
  return value !== undefined && value !== null;
}
