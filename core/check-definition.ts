import * as v from 'valibot';
import { checkData } from './check-data.ts';
import { countBytes } from './contracts/characters.ts';
import { listConversions } from './contracts/conversion.ts';
import {
  type Definition,
  definitionSchema,
  type FollowUpDefinition,
  getDuration,
  getPrecision,
  isFollowUp,
} from './contracts/definition.ts';
import { describeValue, type Fault, formatPath, toFaults } from './contracts/fault.ts';
import { formatInteger } from './contracts/format-integer.ts';
import { getElapsedDelay, getMinDelay } from './contracts/schedule-delay.ts';
import type { Selector } from './contracts/selector.ts';
import { formatTimeSpan, SECOND } from './contracts/time-span.ts';
import { SHARE_PARTS, toShareParts } from './contracts/variants.ts';
import { type DefinitionWarning, findDefinitionWarnings } from './definition-warnings.ts';
import { checkFilter, createFilterBudget } from './filter.ts';
import { findIgnoredFields } from './ignored-fields.ts';
import { listMessageLists, listMessages } from './list-messages.ts';
import { serializeSelector } from './matching.ts';
import { stringifySorted } from './stringify-sorted.ts';
import { checkTemplates } from './template-check.ts';
import { findWebhookUrlFaults } from './webhook-url-check.ts';

/** The result of checking a campaign: the campaign with warnings, or all of its faults. */
export type DefinitionResult =
  | { readonly definition: Definition; readonly warnings: readonly DefinitionWarning[] }
  | { readonly faults: readonly Fault[] };

/** The maximum number of faults in a result. */
const MAX_FAULTS = 500;

/**
 * The maximum size of a campaign as JSON in bytes. An item of DynamoDB has at most 400 KiB, and a published version is the campaign
 * and 20 KiB at most. The bus accepts no message over 255 KiB anyway.
 */
export const MAX_DEFINITION_BYTES = 256 * 1024;

/** The maximum number of windows of a `precision` that the delay may be long, of the million executions that an AWS account may hold open. */
const MAX_WINDOWS_IN_DELAY = 4_000;

const SELECTOR_LISTS = ['triggers', 'exceptions'] as const;

/** Checks a campaign: its shape first, and if that is right, its filters, exceptions and templates. */
export function checkDefinition(input: unknown): DefinitionResult {
  const data = checkData(input);
  if (data.isTooLarge) return data;
  const checked = checkMeaning(input);
  if (data.faults.length === 0) return checked;
  const broken = new Set(data.faults.map(({ path }) => formatPath(path)));
  const others = 'faults' in checked ? checked.faults.filter(({ path }) => !broken.has(formatPath(path))) : [];
  return { faults: [...data.faults, ...others].slice(0, MAX_FAULTS) };
}

function checkMeaning(input: unknown): DefinitionResult {
  const shape = v.safeParse(definitionSchema, input);
  const ignored = findIgnoredFields(input);
  if (!shape.success) return { faults: [...ignored, ...toFaults(shape.issues)].slice(0, MAX_FAULTS) };
  if (ignored.length > 0) return { faults: ignored.slice(0, MAX_FAULTS) };
  const faults = isFollowUp(shape.output) ? findMeaningFaults(shape.output) : [];
  if (faults.length > 0) return { faults: faults.slice(0, MAX_FAULTS) };
  return { definition: shape.output, warnings: findDefinitionWarnings(shape.output) };
}

function findMeaningFaults(definition: FollowUpDefinition): Fault[] {
  const filters = findFilterFaults(definition);
  // A filter may contain itself. Only checked filters can be written as JSON and compared.
  const size = filters.length > 0 ? [] : findSizeFaults(definition);
  if (size.length > 0) return size;
  return [
    ...filters,
    ...(filters.length > 0 ? [] : SELECTOR_LISTS.flatMap((list) => findDuplicates(list, definition[list]))),
    ...(filters.length > 0 ? [] : findDuplicateConversions(definition)),
    ...findExceptionFaults(definition),
    ...findUntrackedFaults(definition),
    ...findPrecisionFaults(definition),
    ...findDurationFaults(definition),
    ...findShareFaults(definition),
    ...findMessageFaults(definition),
  ];
}

/** Returns the fault of variants whose shares and the control group are not all users together (R46). */
function findShareFaults({ controlGroup = 0, variants }: FollowUpDefinition): Fault[] {
  if (variants === undefined) return [];
  const parts = variants.reduce((sum, { share }) => sum + toShareParts(share), toShareParts(controlGroup));
  if (parts === SHARE_PARTS) return [];
  const found = `${parts / (SHARE_PARTS / 100)} in all`;
  return [{ path: ['variants'], found, expected: 'shares that, with controlGroup, sum to 100' }];
}

/** Returns the faults of the messages. A URL that is no template has no other fault. */
function findMessageFaults(definition: FollowUpDefinition): Fault[] {
  const messages = listMessages(definition);
  const templates = listMessageLists(definition).flatMap((list) => checkTemplates(list.messages, list.path));
  const broken = new Set(templates.map(({ path }) => formatPath(path)));
  return [...templates, ...findWebhookUrlFaults(messages).filter(({ path }) => !broken.has(formatPath(path)))];
}

/** Returns the fault of a campaign that is too large for the store. Its path is the field that takes most. */
function findSizeFaults(definition: FollowUpDefinition): Fault[] {
  const bytes = countJsonBytes(definition);
  if (bytes <= MAX_DEFINITION_BYTES) return [];
  const sizes = Object.entries(definition).map(([field, value]) => ({ field, bytes: countJsonBytes(value) }));
  const [largest] = sizes.sort((one, other) => other.bytes - one.bytes);
  const found = `${formatInteger(bytes)} bytes, ${formatInteger(largest?.bytes ?? 0)} of them here`;
  const expected = `a campaign of at most ${formatInteger(MAX_DEFINITION_BYTES)} bytes as JSON`;
  return [{ path: largest === undefined ? [] : [largest.field], found, expected }];
}

function countJsonBytes(value: unknown): number {
  return countBytes(JSON.stringify(value));
}

function findFilterFaults({ audience, ...definition }: FollowUpDefinition): Fault[] {
  const budget = createFilterBudget();
  const where = (list: (typeof SELECTOR_LISTS)[number]) =>
    definition[list].flatMap((selector, index) =>
      selector.where === undefined ? [] : checkFilter(selector.where, [list, index, 'where'], budget),
    );
  return [
    ...SELECTOR_LISTS.flatMap(where),
    ...listConversions(definition.conversions).flatMap(({ letter, conversion }) =>
      conversion.where === undefined ? [] : checkFilter(conversion.where, ['conversions', letter, 'where'], budget),
    ),
    ...(audience === 'everyone' ? [] : checkFilter(audience, ['audience'], budget)),
  ];
}

function findDuplicates(list: (typeof SELECTOR_LISTS)[number], selectors: readonly Selector[]): Fault[] {
  const texts = selectors.map(serializeSelector);
  return texts.flatMap((text, index) => {
    const first = texts.indexOf(text);
    if (first === index) return [];
    return [{ path: [list, index], found: `the same as ${formatPath([list, first])}`, expected: 'each only once' }];
  });
}

/** Returns the faults of conversion events that another letter has, with the same deadline: they would count everything twice. */
function findDuplicateConversions({ conversions }: FollowUpDefinition): Fault[] {
  const lettered = listConversions(conversions).map(({ letter, conversion }) => ({
    letter,
    text: stringifySorted(conversion),
  }));
  return lettered.flatMap(({ letter, text }, index) => {
    const first = lettered.findIndex((other) => other.text === text);
    if (first === index) return [];
    const found = `the same as ${formatPath(['conversions', lettered[first]?.letter ?? ''])}`;
    return [{ path: ['conversions', letter], found, expected: 'each only once' }];
  });
}

function findExceptionFaults(definition: FollowUpDefinition): Fault[] {
  const { exceptions, triggers, delay } = definition;
  const needsDelay = {
    path: ['delay'],
    found: describeValue(delay),
    expected: 'a delay, because exceptions act while a user waits',
  };
  const restarts = triggers.some(isSessionStart)
    ? exceptions.flatMap((each, index) => (isSessionStart(each) ? [index] : []))
    : [];
  return [
    ...(exceptions.length > 0 && getElapsedDelay(delay) === 0 ? [needsDelay] : []),
    ...restarts.map((index) => ({
      path: ['exceptions', index],
      found: 'session.started, as trigger and as exception',
      expected: 'session.started in one place: every session would restart the wait',
    })),
  ];
}

/** Returns the fault of `untracked` in a campaign that no open of an email cancels. */
function findUntrackedFaults({ untracked, exceptions }: FollowUpDefinition): Fault[] {
  const hasOpen = exceptions.some((each) => 'interaction' in each && each.interaction === 'email.opened');
  if (untracked === undefined || hasOpen) return [];
  return [{ path: ['untracked'], found: describeValue(untracked), expected: 'none without an exception email.opened' }];
}

/** Returns the fault of a precision that the delay is too long for: on AWS, each of its windows is an execution that may be open. */
function findPrecisionFaults(definition: FollowUpDefinition): Fault[] {
  const { precision, delay } = definition;
  const width = getPrecision(definition);
  if (precision === undefined || width === undefined) return [];
  const path = ['precision'];
  const found = `"${precision}" with a delay of ${describeValue(delay)}`;
  const elapsed = getElapsedDelay(delay);
  if (elapsed === undefined)
    return [{ path, found, expected: 'none, because a calendar delay has windows of a minute' }];
  if (elapsed / width <= MAX_WINDOWS_IN_DELAY) return [];
  const longest = `${formatInteger((MAX_WINDOWS_IN_DELAY * width) / SECOND)} seconds`;
  return [{ path, found, expected: `none if the delay is longer than ${longest}` }];
}

/** Returns the fault of a delay that no message can wait out within the duration (R25). */
function findDurationFaults(definition: FollowUpDefinition): Fault[] {
  const { delay } = definition;
  const duration = getDuration(definition);
  if (duration === undefined || getMinDelay(delay) <= duration.end - duration.start) return [];
  const length = formatTimeSpan(duration.end - duration.start);
  return [
    {
      path: ['delay'],
      found: describeValue(delay),
      expected: `a delay that is no longer than the duration of ${length}`,
    },
  ];
}

function isSessionStart(selector: Selector): boolean {
  return 'behavior' in selector && selector.behavior === 'session.started';
}
