import { type Template, TypeGuards } from 'liquidjs';
import type { MessageTemplate } from './contracts/definition.ts';
import { describe, type Fault } from './contracts/fault.ts';
import { hasVisibleCharacter } from './contracts/visible.ts';
import { fieldsOf, type TemplateField } from './template-fields.ts';
import { everyTemplate, filtersOf, isDeeper, type SeenVariable, seenVariables, writePlace } from './template-tokens.ts';
import { type Trial, tryOut } from './template-trial.ts';
import { missingZones } from './template-zones.ts';
import { compileField, engine, isLiquid } from './templates.ts';

type Path = Fault['path'];

/** What templates see (R77), and the word for where a loop stopped, in `offset: continue`. */
const KNOWN_ROOTS = ['user', 'trigger', 'campaign', 'continue'];
/** The deepest that tags are nested: deeper ones are more than the stack of some machine holds. */
const MAX_NESTING = 100;
/** Faults of one kind of one template: finding the place of each reads the template. */
const MAX_FAULTS = 20;

const DIVISIONS = ['divided_by', 'modulo'];

/** Returns what is wrong with the templates of a campaign: each by itself, and if nothing is, what cannot be rendered for anybody (R75). */
export function templateFaults(messages: readonly MessageTemplate[]): Fault[] {
  const checked = messages.flatMap((message, index) =>
    fieldsOf(message).map((field) => checkField(field, ['messages', index, ...field.path])),
  );
  const faults = checked.flatMap((each) => each.faults);
  if (faults.length > 0) return faults;
  const { empty, rich } = tryOut(checked);
  return checked.flatMap((each, index) => trialFaults(each, empty[index], rich[index]));
}

interface CheckedField {
  readonly field: TemplateField;
  readonly path: Path;
  readonly faults: readonly Fault[];
  readonly variables: readonly SeenVariable[];
  /** Whether it divides by a zero that is written in it. */
  readonly dividesByZero: boolean;
  readonly render: ReturnType<typeof compileField>;
}

function checkField(field: TemplateField, path: Path): CheckedField {
  const checked = { field, path, render: compileField(field), faults: [], variables: [], dividesByZero: false };
  if (!isLiquid(field.text)) return checked;
  try {
    const parsed = engine.parse(field.text);
    if (isDeeper(parsed, MAX_NESTING)) throw new Error(`tags nested more than ${MAX_NESTING} deep`);
    const variables = seenVariables(parsed);
    const faults = [...rootFaults(variables, path), ...zoneFaults(parsed, path)];
    return { ...checked, variables, faults, dividesByZero: dividesByZero(parsed) };
  } catch (error) {
    return { ...checked, faults: [{ path, found: wordsOf(error), expected: 'a Liquid template' }] };
  }
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.startsWith('Maximum call stack') ? 'something nested too deep' : words;
}

function rootFaults(variables: readonly SeenVariable[], path: Path): Fault[] {
  const unknown = Map.groupBy(variables, ({ path: [root] }) => root);
  for (const root of KNOWN_ROOTS) unknown.delete(root);
  return [...unknown].slice(0, MAX_FAULTS).map(([root, [first]]) => ({
    path,
    found: `${describe(root)}${first === undefined ? '' : `, ${writePlace(first.token)}`}`,
    expected: 'user, trigger or campaign, such as {{ user.first_name }}',
  }));
}

function zoneFaults(parsed: readonly Template[], path: Path): Fault[] {
  return missingZones(parsed)
    .slice(0, MAX_FAULTS)
    .map(({ name, token }) => ({
      path,
      found: `${describe(name)}, ${writePlace(token)}`,
      expected: 'a time zone that exists, such as Europe/Berlin',
    }));
}

function dividesByZero(parsed: readonly Template[]): boolean {
  const calls = [...everyTemplate(parsed)].flatMap(filtersOf);
  return calls.some(
    ({ name, args: [by] }) => DIVISIONS.includes(name) && TypeGuards.isNumberToken(by) && Number(by.content) === 0,
  );
}

/** A template that fails in the same way whoever it is for; one that takes nothing from what it sees is the same for everybody. */
function trialFaults({ field, path, variables, ...checked }: CheckedField, empty: Trial, rich: Trial): Fault[] {
  const isConstant = variables.length === 0;
  const found = (text: string) => [{ path, found: text, expected: 'a template that can be rendered' }];
  if (typeof empty === 'string') {
    const isBlankAlways = isConstant && field.isRequired && !hasVisibleCharacter(empty);
    return isBlankAlways ? found('a text that is blank always') : [];
  }
  if (empty === undefined || typeof rich !== 'object' || empty.why !== rich.why) return [];
  // A count or a difference may be zero in both trials, and not for every user.
  const mayDivide = !isConstant && !checked.dividesByZero && DIVISIONS.some((name) => empty.why.startsWith(name));
  if (empty.reason === 'render-error') return mayDivide ? [] : found(empty.why);
  return isConstant ? found(`a message that is aborted always: ${empty.why}`) : [];
}
