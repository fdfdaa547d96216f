import * as v from 'valibot';
import { checkData } from './check-data.ts';
import { bytesIn } from './contracts/characters.ts';
import {
  type Definition,
  definitionSchema,
  delayOf,
  type FollowUpDefinition,
  isFollowUp,
} from './contracts/definition.ts';
import { type Fault, faultsOf, writePath } from './contracts/fault.ts';
import type { Selector } from './contracts/selector.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { campaignBudget, checkFilter } from './filter.ts';
import { ignoredFields } from './ignored-fields.ts';
import { writeSelector } from './matching.ts';
import { templateFaults } from './template-check.ts';

/** A campaign, or everything that is wrong with it. */
export type DefinitionCheck = { readonly definition: Definition } | { readonly faults: readonly Fault[] };

/** More faults than anyone reads. */
const MOST_FAULTS = 500;

/**
 * The most bytes of a campaign as JSON. An item of DynamoDB has at most 400 KiB, and a published version is the campaign and
 * 20 KiB at most. The bus takes no message over 255 KiB anyway.
 */
export const MOST_DEFINITION_BYTES = 256 * 1024;

const LISTS = ['triggers', 'exceptions'] as const;

/** Reads what should be a campaign: its shape first, and when that is right, its sense. */
export function checkDefinition(input: unknown): DefinitionCheck {
  const data = checkData(input);
  if (data.isTooLarge) return data;
  const checked = checkMeaning(input);
  if (data.faults.length === 0) return checked;
  const broken = new Set(data.faults.map(({ path }) => writePath(path)));
  const others = 'faults' in checked ? checked.faults.filter(({ path }) => !broken.has(writePath(path))) : [];
  return { faults: [...data.faults, ...others].slice(0, MOST_FAULTS) };
}

function checkMeaning(input: unknown): DefinitionCheck {
  const shape = v.safeParse(definitionSchema, input);
  const ignored = ignoredFields(input);
  if (!shape.success) return { faults: [...ignored, ...faultsOf(shape.issues)].slice(0, MOST_FAULTS) };
  if (ignored.length > 0) return { faults: ignored.slice(0, MOST_FAULTS) };
  const faults = isFollowUp(shape.output) ? senseFaults(shape.output) : [];
  return faults.length > 0 ? { faults: faults.slice(0, MOST_FAULTS) } : { definition: shape.output };
}

function senseFaults(definition: FollowUpDefinition): Fault[] {
  const filters = filterFaults(definition);
  // A filter may contain itself; only checked ones can be written and compared.
  const size = filters.length > 0 ? [] : sizeFaults(definition);
  if (size.length > 0) return size;
  return [
    ...filters,
    ...(filters.length > 0 ? [] : LISTS.flatMap((list) => repeated(list, definition[list]))),
    ...exceptionFaults(definition),
    ...templateFaults(definition.messages),
  ];
}

/** Too much for the store: the fault is the field's that takes most. */
function sizeFaults(definition: FollowUpDefinition): Fault[] {
  const bytes = bytesOf(definition);
  if (bytes <= MOST_DEFINITION_BYTES) return [];
  const sizes = Object.entries(definition).map(([field, value]) => ({ field, bytes: bytesOf(value) }));
  const [most] = sizes.sort((one, other) => other.bytes - one.bytes);
  const found = `${writeWhole(bytes)} bytes, ${writeWhole(most?.bytes ?? 0)} of them here`;
  const expected = `a campaign of at most ${writeWhole(MOST_DEFINITION_BYTES)} bytes as JSON`;
  return [{ path: most === undefined ? [] : [most.field], found, expected }];
}

function bytesOf(value: unknown): number {
  return bytesIn(JSON.stringify(value));
}

function filterFaults({ audience, ...definition }: FollowUpDefinition): Fault[] {
  const budget = campaignBudget();
  const where = (list: (typeof LISTS)[number]) =>
    definition[list].flatMap((selector, index) =>
      selector.where === undefined ? [] : checkFilter(selector.where, [list, index, 'where'], budget),
    );
  return [...LISTS.flatMap(where), ...(audience === 'everyone' ? [] : checkFilter(audience, ['audience'], budget))];
}

function repeated(list: (typeof LISTS)[number], selectors: readonly Selector[]): Fault[] {
  const texts = selectors.map(writeSelector);
  return texts.flatMap((text, index) => {
    const first = texts.indexOf(text);
    if (first === index) return [];
    return [{ path: [list, index], found: `the same as ${writePath([list, first])}`, expected: 'each only once' }];
  });
}

function exceptionFaults(definition: FollowUpDefinition): Fault[] {
  const { exceptions, triggers, delay } = definition;
  const needsDelay = {
    path: ['delay'],
    found: `"${delay}"`,
    expected: 'a delay, because exceptions act while a user waits',
  };
  const restarts = triggers.some(isSessionStart)
    ? exceptions.flatMap((each, index) => (isSessionStart(each) ? [index] : []))
    : [];
  return [
    ...(exceptions.length > 0 && delayOf(definition) === 0 ? [needsDelay] : []),
    ...restarts.map((index) => ({
      path: ['exceptions', index],
      found: 'session.started, as trigger and as exception',
      expected: 'session.started in one place: every session would begin the wait anew',
    })),
  ];
}

function isSessionStart(selector: Selector): boolean {
  return 'behavior' in selector && selector.behavior === 'session.started';
}
