import { stringify } from 'yaml';
import { parseCampaignFile } from '../../../core/campaign-file.ts';
import { checkDefinition } from '../../../core/check-definition.ts';
import { formatFault } from '../../../core/contracts/fault.ts';
import { checkFilter, compileFilter } from '../../../core/filter.ts';
import { parseEntry } from '../../../core/parse-entry.ts';
import { StepCounter } from '../../../core/step-counter.ts';
import { checkTemplates } from '../../../core/template-check.ts';
import { compileMessages, type RenderContext } from '../../../core/templates.ts';
import { parseCurrentsBody, parseCurrentsRecord } from '../../../sources/braze-currents/parse-record.ts';
import type { Random } from '../../simulation/random.ts';
import { garbled, garbledBytes, mutated } from './mutate.ts';
import { nastyValue } from './nasty.ts';
import { aCampaign, aFilter, anEntry, aRecord, aTemplate, FUZZ_START } from './samples.ts';
import { isClear, type Target, writeInput } from './target.ts';

/** The maximum milliseconds of one filter for one document. */
const MAX_TEST_MS = 1_000;
/** The maximum milliseconds in which the messages of one campaign are rendered: two fields, a second each, and some reserve. */
const MAX_RENDER_MS = 4_000;

const entries: Target = {
  name: 'entries',
  attempt(random) {
    const entry = mutated(anEntry(random), random);
    const reading = parseEntry(entry, { now: FUZZ_START, entryId: 'entry-1' });
    if ('refusal' in reading) {
      const { message } = reading.refusal;
      return isClear(message) ? undefined : `an unclear refusal, "${message}", of ${writeInput(entry)}`;
    }
    const { userId, at, id } = reading.event;
    const isWhole = userId.length > 0 && userId.length <= 512 && Number.isFinite(at) && id.length > 0;
    return isWhole ? undefined : `an event without a user, an id or an instant, of ${writeInput(entry)}`;
  },
};

const records: Target = {
  name: 'Currents records',
  attempt(random) {
    const record = mutated(aRecord(random), random);
    parseCurrentsBody(random.chance(0.5) ? record : { events: record });
    const reading = parseCurrentsRecord(record);
    if (reading.kind === 'rejected' && !isClear(reading.reason)) {
      return `an unclear refusal, "${reading.reason}", of ${writeInput(record)}`;
    }
    if (reading.kind !== 'entries') return undefined;
    for (const entry of reading.entries) parseEntry(entry, { now: FUZZ_START, entryId: 'entry-1' });
    return undefined;
  },
};

const files: Target = {
  name: 'campaign files',
  attempt(random) {
    const text = campaignText(random);
    const reading = parseCampaignFile(text);
    if (!('faults' in reading)) return undefined;
    const unclear = reading.faults.find((fault) => !isClear(formatFault(fault)));
    if (reading.faults.length === 0) return `refused without a fault: ${writeInput(text)}`;
    return unclear === undefined ? undefined : `an unclear fault, "${formatFault(unclear)}", of ${writeInput(text)}`;
  },
};

function campaignText(random: Random): string | Uint8Array {
  if (random.chance(0.05))
    return random.pick(['[', '{"a":', '- ', '? ', '&a [*a, ']).repeat(random.pick([100, 5_000, 50_000]));
  if (random.chance(0.05))
    return Array.from({ length: random.pick([2_000, 20_000, 60_000]) }, (_, key) => `k${key}: ${key}`).join('\n');
  const campaign = random.chance(0.7) ? mutated(aCampaign(random, 'fuzzed'), random) : aCampaign(random, 'fuzzed');
  const text = random.chance(0.5)
    ? String(JSON.stringify(campaign))
    : stringify(campaign, { aliasDuplicateObjects: false });
  if (random.chance(0.3)) return garbled(text, random);
  return random.chance(0.3) ? garbledBytes(Buffer.from(text), random) : text;
}

const filters: Target = {
  name: 'filters',
  attempt(random) {
    const filter = random.chance(0.5) ? aFilter(random) : mutated(aFilter(random), random);
    const faults = checkFilter(filter, ['where']);
    const unclear = faults.find((fault) => !isClear(formatFault(fault)));
    if (unclear !== undefined) return `an unclear fault, "${formatFault(unclear)}", of ${writeInput(filter)}`;
    if (faults.length > 0) return undefined;
    const test = compileFilter(Object.fromEntries(Object.entries(filter ?? {})));
    for (let documents = 0; documents < 5; documents++) {
      const document = random.chance(0.2) ? nastyValue(random) : mutated(anEntry(random)['Detail'], random);
      const begun = performance.now();
      test(document, new StepCounter());
      const took = performance.now() - begun;
      if (took > MAX_TEST_MS) return `took ${took} ms for ${writeInput(document)}: ${writeInput(filter)}`;
    }
    return undefined;
  },
};

const templates: Target = {
  name: 'templates',
  attempt(random) {
    const text = random.chance(0.5) ? aTemplate(random) : garbled(aTemplate(random), random);
    const messages = [{ channel: 'email', subject: text, body: text }] as const;
    const faults = checkTemplates(messages);
    const unclear = faults.find((fault) => !isClear(formatFault(fault)));
    if (unclear !== undefined) return `an unclear fault, "${formatFault(unclear)}", of ${writeInput(text)}`;
    if (faults.length > 0) return undefined;
    const begun = performance.now();
    // Returns an error as a value where a template cannot be rendered: the message is withheld with that reason.
    compileMessages(messages)(aContext(random));
    const took = performance.now() - begun;
    return took > MAX_RENDER_MS ? `took ${took} ms: ${writeInput(text)}` : undefined;
  },
};

function aContext(random: Random): RenderContext {
  const user = mutated({ plan: 'pro', first_name: 'Ada', price: 5, tags: ['b', 'a'] }, random);
  const trigger = mutated(anEntry(random)['Detail'], random);
  const object = (value: unknown) => Object.fromEntries(Object.entries(value ?? {}));
  return { user: object(user), trigger: object(trigger), campaign: { id: 'fuzzed', name: 'Fuzzed' }, now: FUZZ_START };
}

const definitions: Target = {
  name: 'definitions',
  attempt(random) {
    const definition = mutated(aCampaign(random, 'fuzzed'), random);
    const checked = checkDefinition(definition);
    if (!('faults' in checked)) return undefined;
    const unclear = checked.faults.find((fault) => !isClear(formatFault(fault)));
    return unclear === undefined
      ? undefined
      : `an unclear fault, "${formatFault(unclear)}", of ${writeInput(definition)}`;
  },
};

/** Fuzz tests that call the rules directly. */
export const RULES: readonly Target[] = [entries, records, files, definitions, filters, templates];
