import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as keys from '../../adapters/aws/keys.ts';
import { SHARDS } from '../../adapters/aws/shards.ts';
import { OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

const ADAPTERS = new URL('../../adapters/aws/', import.meta.url);
const page = new DocumentationPage('internals/data-model.md');

const EVENT_KEY = 'email.opened#welcome-email';
const row = { userId: '<user>', campaignId: '<campaign>' };
const wave = { name: '<wave>', campaignId: '<campaign>', publication: 2, departure: 4 };

/** The keys of each table by item, as data-model.md calls them, made of its words and of the numbers below. */
const KEYS = {
  connectors: {
    listener: keys.createListenerKey(EVENT_KEY, '<campaign>'),
    'archived target': keys.createArchivedTargetKey(EVENT_KEY),
  },
  publications: {
    campaign: keys.createCampaignKey('<campaign>'),
    definition: keys.createDefinitionKey('<campaign>', 1),
    'text of a version': keys.createTextKey('<campaign>', 1),
    'published version': keys.createPublishedKey({ campaignId: '<campaign>', publication: 2, version: 1 }),
    'campaign, for the list': keys.createCampaignListKey('<campaign>'),
    pauses: keys.createDocumentKey('pauses'),
    settings: keys.createDocumentKey('settings'),
    'lease of applies': keys.createDocumentKey('apply-lease'),
    'state of the recounts': keys.createDocumentKey('recount'),
    'order of publications that could close a cycle': keys.createDocumentKey('publish-order'),
  },
  enrollments: {
    row: keys.createRowKey(row),
    'page of decisions': keys.createDecisionPageKey({ ...row, born: '<born>' }, 3),
    'known trigger': keys.createDecidedTriggerKey(row, '<trigger identity>'),
    'mark of a value': keys.createMarkKey(row, { value: '<value>', restarts: false }),
    'mark of a value that restarts': keys.createMarkKey(row, { value: '<value>', restarts: true }),
    'slots of a user': keys.createSlotsKey('<user>'),
    seat: keys.createSeatKey('<wave>', '<enrollment id>'),
    'wave (registry)': keys.createWaveKey(wave),
    counts: keys.createCountsKey('<campaign>', SHARDS - 1),
    'live figures': keys.createLiveFiguresKey({ campaignId: '<campaign>', recount: 6, day: '<day>' }, SHARDS - 1),
    'recounted figures': keys.createRecountedKey('<campaign>'),
    'part of a recount': keys.createRecountPartKey('<part of a recount>', '<campaign>'),
    arrivals: keys.createMissedKey(5, SHARDS - 1),
  },
  profiles: {
    profile: keys.createProfileKey('<user>'),
    'history of merges': keys.createDocumentKey('merge-history'),
    erasure: keys.createErasureKey('<user>'),
    'enrollment to erase': keys.createErasedKey('<user>', {
      enrollmentId: '<enrollment id>',
      wave: '<wave>',
      claimedAt: 5 * DAY,
    }),
  },
  deliveries: {
    delivery: keys.createDeliveryKey({ dispatchId: '<dispatch id>', channel: 'email', part: 0 }),
    'halt of a channel': keys.createHaltKey('email'),
    'token bucket of a channel': keys.createRateKey('email'),
    'figures of deliveries': keys.createDeliveryFiguresKey({ campaignId: '<campaign>', day: '<day>' }, SHARDS - 1),
    'message in an inbox': keys.createInboxMessageKey('<user>', '<message id>'),
  },
  contacts: {
    contact: keys.createContactKey('<user>', 'email'),
    suppression: keys.createSuppressionKey('<hash>'),
  },
  refused: { refusal: keys.createRefusalKey({ id: '<id>', since: 5 * DAY }) },
};

/** The numbers in the keys above, by their placeholders in data-model.md. */
const NUMBERS: readonly (readonly [placeholder: RegExp, pattern: string])[] = [
  [/<version, 8 digits>/g, '00000001'],
  [/<publication, 8 digits>/g, '00000002'],
  [/<number, 8 digits>/g, '00000003'],
  [/<recount, 8 digits>/g, '00000006'],
  [/<departure, 15 digits>/g, '000000000000004'],
  [/<instant, 15 digits>/g, String(5 * DAY).padStart(15, '0')],
  [/<day since 1970>/g, '5'],
  [/<channel>/g, 'email'],
  [/<claim, milliseconds, or nothing>/g, String(5 * DAY)],
  [/<wave, or nothing>/g, '<wave>'],
  [/<part, 0 to 9>/g, '[0-9]'],
  [/<shard, 0 to 15>/g, '(?:[0-9]|1[0-5])'],
  [/<shard, 0 to 7>/g, '[0-7]'],
];

function toPattern(code = ''): RegExp {
  return new RegExp(`^${NUMBERS.reduce((text, [placeholder, pattern]) => text.replace(placeholder, pattern), code)}$`);
}

test.each(Object.entries(KEYS))('the page about the data model lists the keys of the table %s', (table, items) => {
  const rows = page.table(table).filter((cells) => cells.length === 5);
  const listed = new Map(rows.map(([item = '', pk, sk]) => [item, { pk: codesIn(pk), sk: codesIn(sk) }]));
  expect([...listed.keys()].toSorted()).toEqual(Object.keys(items).toSorted());
  for (const [item, { pk, sk }] of Object.entries(items)) {
    expect(pk, item).toMatch(toPattern(listed.get(item)?.pk[0]));
    expect(sk, item).toMatch(toPattern(listed.get(item)?.sk[0]));
  }
});

test('the page about the data model names the index of open waves and its key', () => {
  const { indexName, partition, openValue, sort } = OPEN_WAVES_INDEX;
  for (const name of [indexName, partition, openValue, sort]) expect(page.text).toContain(`\`${name}\``);
  expect(keys.OPEN_WAVE_KEY).toEqual({ [partition]: openValue });
});

test('every function that makes a key is called above, so that none is missing in the page about the data model', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const makers = Object.keys(keys).filter((name) => /^create\w+Key$/.test(name) && name !== 'createItemKey');
  const items = Object.values(KEYS).flatMap((table) => Object.keys(table));
  // createDocumentKey makes those of six documents, createMarkKey two of marks.
  expect(makers).toHaveLength(items.length - 6);
  for (const name of makers) expect(source).toContain(`keys.${name}(`);
});

test('a page of decisions of a row that an earlier version wrote has no random id in its key', () => {
  expect(keys.createDecisionPageKey(row, 3)).toEqual({ pk: 'user#<user>', sk: 'page#<campaign>#00000003' });
  expect(page.text).toContain('in rows of earlier versions without `<born>#`');
});

test('no file of the AWS adapters but keys.ts holds a part of a key or makes one', () => {
  const part =
    /['"`](?:user|contact|row|seat|page|known|mark|waves|counts|missed|refused|delivery|figures|halt|rate|campaign|published|definition)#/;
  const whole = /['"`](?:campaigns?|profile|archived|counts|missed|caps)['"`]/;
  const maker = /\b(?:padNumber|padStart)\(/;
  for (const file of readdirSync(ADAPTERS).filter((name) => name !== 'keys.ts')) {
    const code = readFileSync(new URL(file, ADAPTERS), 'utf8');
    for (const pattern of [part, whole, maker]) expect(code, file).not.toMatch(pattern);
  }
});
