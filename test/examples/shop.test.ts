import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCampaigns } from '../../cli/project-folder.ts';
import { isObject } from '../../core/contracts/object.ts';
import { fillValues, parseValuesFile } from '../../core/project/values.ts';
import { rehearse } from '../../rehearse/rehearse.ts';
import { command } from '../harness/cli/installation.ts';
import { listSchemaFeatures, listUsedFeatures } from '../harness/examples/schema-features.ts';

const FOLDER = new URL('../../examples/shop/', import.meta.url);
const STAGES = ['staging', 'prod'] as const;
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && file !== 'campaigns.yaml' && !file.startsWith('values'))
  .toSorted();

function readValues(stage: (typeof STAGES)[number]) {
  const read = parseValuesFile(readFileSync(new URL(`values/${stage}.yaml`, FOLDER)));
  if ('faults' in read) throw new Error(`${stage}: expected values without faults`);
  return read.value;
}

/** Returns the content of each file as it is written, with the values of production, and without its state. */
function readContents(): unknown[] {
  const values = readValues('prod');
  return files.map((file) => {
    const { content } = fillValues(parse(readFileSync(new URL(file, FOLDER), 'utf8')), values);
    if (!isObject(content)) return content;
    const { state: _, ...definition } = content;
    return definition;
  });
}

/** The fields whose values are alike: one of them is example enough. */
const ALIKE = /^(?:delay\.next|selector\.(?:openKind|receipt|conversionEvent)|messages\(webhook\)\.method|untracked): /;

/** Plays the recording, and returns the decisions about each user by campaign. */
async function playRecording(): Promise<Record<string, Record<string, string>>> {
  const { campaigns } = await readShop();
  const { users = [] } = await rehearse({
    campaigns: campaigns.filter(({ state }) => state === 'published').map(({ definition }) => definition),
    events: () => createReadStream(new URL('../../examples/events/shop.jsonl', import.meta.url)),
    companyZone: 'Europe/Berlin',
    needsUsers: true,
    log: { warn: () => undefined, logDecisions: () => undefined },
  });
  const decided = users.flatMap(({ userId, decisions }) => decisions.map((each) => ({ ...each, userId })));
  const ofCampaigns = Object.entries(Object.groupBy(decided, ({ campaignId }) => campaignId));
  return Object.fromEntries(ofCampaigns.map(([id, decisions = []]) => [id, formatOutcomes(decisions)]));
}

function formatOutcomes(decisions: readonly { userId: string; decision: string; reason?: string }[]) {
  const ofUsers = Object.entries(Object.groupBy(decisions, ({ userId }) => userId));
  const format = ({ decision, reason }: (typeof decisions)[number]) => [decision, reason ?? []].flat().join(': ');
  return Object.fromEntries(ofUsers.map(([user, all = []]) => [user, all.map(format).join(', ')]));
}

function readShop() {
  return readCampaigns(['examples/shop'], 'examples/shop/values/prod.yaml', { printError: () => undefined });
}

describe('the example of a shop', () => {
  test.each(STAGES)(
    'the example of a shop passes the check with the values of %s, without a warning',
    async (stage) => {
      const checked = await command(['check', 'examples/shop', '--values', `examples/shop/values/${stage}.yaml`]);
      expect(checked).toMatchObject({ code: 0, out: '10 files: nothing wrong', err: '' });
    },
  );

  test('the example of a shop has the same values for each stage', () => {
    const [staging, prod] = STAGES.map((stage) => [...readValues(stage).keys()]);
    expect(staging).toEqual(prod);
  });

  test('the example of a shop uses every value of its stages', () => {
    const texts = [...files, 'campaigns.yaml'].map((file) => readFileSync(new URL(file, FOLDER), 'utf8')).join('\n');
    expect([...readValues('prod').keys()].filter((name) => !texts.includes(`\${${name}}`))).toEqual([]);
  });

  test('the example of a shop has every field, every form and every kind that a campaign file may have', () => {
    const used = new Set(readContents().flatMap((content) => [...listUsedFeatures(content)]));
    const missing = [...listSchemaFeatures()].filter((feature) => !ALIKE.test(feature) && !used.has(feature));
    expect(missing).toEqual([]);
  });

  test('the example of a shop has campaigns to be published, a draft, and campaigns of another tool', async () => {
    const { campaigns, projects } = await readShop();
    expect(projects).toMatchObject([{ project: 'shop', settings: { companyZone: 'Europe/Berlin' } }]);
    expect(new Set(campaigns.map(({ state }) => state))).toEqual(new Set(['published', 'draft']));
    expect(campaigns.filter(({ definition }) => 'sentElsewhere' in definition)).toHaveLength(2);
  });

  test('the recording of the example of a shop shows who is sent what, and why others are not', async () => {
    expect(await playRecording()).toEqual({
      'reserved-cart': {
        Ada: 'enrolled, cancelled: restarted, enrolled, dispatched',
        Ben: 'enrolled, cancelled: exception',
        Cleo: 'enrolled, enrolled, cancelled: exception, dispatched',
      },
      'look-again': {
        Ada: 'enrolled, dispatched, withheld: already-received',
        Ben: 'enrolled, cancelled: exception',
        Cleo: 'withheld: not-in-audience',
        Dara: 'withheld: not-in-audience',
        Emil: 'enrolled, withheld: aborted',
        Fay: 'enrolled, withheld: not-in-audience',
      },
      'welcome-again': {
        Gus: 'enrolled, dispatched',
        Hana: 'enrolled, dispatched',
        Ivo: 'enrolled, cancelled: exception, withheld: exception',
        Jun: 'enrolled, cancelled: exception',
      },
      'ask-for-review': {
        Ada: 'enrolled, dispatched',
        Ben: 'enrolled, cancelled: exception',
        Gus: 'enrolled, cancelled: exception',
        Hana: 'enrolled, held, dispatched',
      },
      'sale-last-call': {
        Ada: 'enrolled, cancelled: exception',
        Emil: 'enrolled, withheld: quiet-hours',
        Fay: 'enrolled, cancelled: exception',
        Gus: 'enrolled, dispatched',
        Ivo: 'enrolled, cancelled: exception',
        Jun: 'withheld: outside-duration',
      },
    });
  });
});
