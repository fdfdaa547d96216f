import { type Template, TypeGuards } from 'liquidjs';
import type { MessageTemplate } from './contracts/definition.ts';
import { describeValue, type Fault } from './contracts/fault.ts';
import { hasVisibleCharacter } from './contracts/visible-character.ts';
import { beginsWithScheme, createProblemFinder } from './find-text-problem.ts';
import { listTemplateFields, listTranslations, type TemplateField } from './template-fields.ts';
import {
  formatTokenPosition,
  isNestedDeeper,
  listFilterCalls,
  listVariables,
  type TemplateVariable,
  walkTemplates,
} from './template-tokens.ts';
import { type Trial, tryTemplates } from './template-trial.ts';
import { findUnknownZones } from './template-zones.ts';
import { compileField, hasLiquid, liquidEngine } from './templates.ts';

type Path = Fault['path'];

/** The variables that templates see (R77), and the keyword in `offset: continue`. */
const KNOWN_ROOTS = ['user', 'trigger', 'campaign', 'unsubscribe_url', 'continue'];
/** The maximum depth of tags. Deeper ones overflow the stack of some machines. */
const MAX_NESTING = 100;
/** The maximum number of faults of one kind in a template. Finding the place of each reads the template again. */
const MAX_FAULTS = 20;

const DIVISIONS = ['divided_by', 'modulo'];

/**
 * Returns the faults of the templates of messages that are dispatched together. If each is valid by itself, these are the templates that
 * cannot be rendered for any user (R75). `place` is the path of their list.
 */
export function checkTemplates(messages: readonly MessageTemplate[], place: Path = ['messages']): Fault[] {
  const checked = messages.flatMap((message, index) => [
    ...checkFields(message, [...place, index]),
    ...listTranslations(message).flatMap(([language, texts]) =>
      checkFields(texts, [...place, index, 'translations', language]),
    ),
  ]);
  const faults = checked.flatMap((each) => each.faults);
  if (faults.length > 0) return faults;
  const { empty, rich } = tryTemplates(checked);
  return checked.flatMap((each, index) => findTrialFaults(each, empty[index], rich[index]));
}

function checkFields(message: MessageTemplate, path: Path): CheckedField[] {
  return listTemplateFields(message).map((field) => checkField(field, [...path, ...field.path]));
}

interface CheckedField {
  readonly field: TemplateField;
  readonly path: Path;
  readonly faults: readonly Fault[];
  readonly variables: readonly TemplateVariable[];
  /** True if the template divides by a literal zero. */
  readonly hasDivisionByZero: boolean;
  readonly render: ReturnType<typeof compileField>;
}

function checkField(field: TemplateField, path: Path): CheckedField {
  const checked = { field, path, render: compileField(field), faults: [], variables: [], hasDivisionByZero: false };
  if (!hasLiquid(field.text)) return checked;
  try {
    const parsed = liquidEngine.parse(field.text);
    if (isNestedDeeper(parsed, MAX_NESTING)) throw new Error(`tags nested more than ${MAX_NESTING} deep`);
    const variables = listVariables(parsed);
    const faults = [...findUnknownRoots(variables, path), ...findUnknownZoneFaults(parsed, path)];
    return { ...checked, variables, faults, hasDivisionByZero: hasDivisionByZero(parsed) };
  } catch (error) {
    return { ...checked, faults: [{ path, found: toErrorText(error), expected: 'a Liquid template' }] };
  }
}

function toErrorText(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words.startsWith('Maximum call stack') ? 'something nested too deep' : words;
}

function findUnknownRoots(variables: readonly TemplateVariable[], path: Path): Fault[] {
  const unknown = Map.groupBy(variables, ({ path: [root] }) => root);
  for (const root of KNOWN_ROOTS) unknown.delete(root);
  return [...unknown].slice(0, MAX_FAULTS).map(([root, [first]]) => ({
    path,
    found: `${describeValue(root)}${first === undefined ? '' : `, ${formatTokenPosition(first.token)}`}`,
    expected: 'user, trigger or campaign, such as {{ user.first_name }}',
  }));
}

function findUnknownZoneFaults(parsed: readonly Template[], path: Path): Fault[] {
  return findUnknownZones(parsed)
    .slice(0, MAX_FAULTS)
    .map(({ name, token }) => ({
      path,
      found: `${describeValue(name)}, ${formatTokenPosition(token)}`,
      expected: 'a time zone that exists, such as Europe/Berlin',
    }));
}

function hasDivisionByZero(parsed: readonly Template[]): boolean {
  const calls = [...walkTemplates(parsed)].flatMap(listFilterCalls);
  return calls.some(
    ({ name, args: [by] }) => DIVISIONS.includes(name) && TypeGuards.isNumberToken(by) && Number(by.content) === 0,
  );
}

/** Returns the fault of a template that fails in the same way for every user. A template without variables is the same for every user. */
function findTrialFaults({ field, path, variables, ...checked }: CheckedField, empty: Trial, rich: Trial): Fault[] {
  const isConstant = variables.length === 0;
  const found = (text: string) => [{ path, found: text, expected: 'a template that can be rendered' }];
  const misplaced = [empty, rich].find((trial) => typeof trial === 'object' && trial.reason === 'misplaced');
  if (typeof misplaced === 'object')
    return [{ path, found: misplaced.detail, expected: 'outputs in texts and in values of attributes only' }];
  if (typeof empty === 'string') {
    const isBlankAlways = isConstant && field.isRequired && !hasVisibleCharacter(empty);
    if (isBlankAlways) return found('a text that is blank always');
    // What a user brings in may be right or wrong. What the template itself says is the same for every user.
    const problem = isConstant || beginsWithScheme(field.text) ? createProblemFinder(field)?.(empty) : undefined;
    return problem === undefined ? [] : found(problem);
  }
  if (empty === undefined || typeof rich !== 'object' || empty.detail !== rich.detail) return [];
  // A count or a difference may be zero in both trials, but not for every user.
  const mayDivide =
    !isConstant && !checked.hasDivisionByZero && DIVISIONS.some((name) => empty.detail.startsWith(name));
  if (empty.reason === 'render-error') return mayDivide ? [] : found(empty.detail);
  return isConstant ? found(`a message that is aborted always: ${empty.detail}`) : [];
}
