import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import {
  createContactKey,
  createDefinitionKey,
  createDeliveryKey,
  createMarkKey,
  createProfileKey,
  createPublishedKey,
  createRowKey,
  createSeatKey,
  type ItemKey,
} from '../../adapters/aws/keys.ts';
import { createAwsServices } from '../../adapters/aws/services.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import type { Services } from '../../core/ports.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { handleEventDirectly } from '../../engine/handle-event-directly.ts';
import { RESOURCE_NAMES, standIns } from '../doubles/aws.ts';
import { followUpOfTarget, NOON, Owner } from '../harness/adapters/sample.ts';
import { deliveriesInEveryState, pendingDelivery } from '../harness/adapters/sample-deliveries.ts';

const CAMPAIGN = 'reminder';
const BROKEN_TEXTS = ['', 'secret', '[]', '{"live":{}}', '"text"'];

/** Deliveries that lack a field of their state, or have a field of another type. */
const MISSHAPEN_DELIVERIES = [
  ...deliveriesInEveryState('d1').flatMap(({ state, ...rest }) => [{ ...rest, state: 'secret' }, rest]),
  { ...pendingDelivery('d1'), dueAt: undefined },
  { ...pendingDelivery('d1'), channel: 'secret' },
  { ...pendingDelivery('d1'), userId: 1 },
  { ...pendingDelivery('d1'), attempts: 'secret' },
  { ...pendingDelivery('d1'), target: 1 },
  { ...pendingDelivery('d1'), state: 'sending' },
  { ...pendingDelivery('d1'), state: 'sent' },
  { ...pendingDelivery('d1'), state: 'sent', at: 1, openedAt: 'secret' },
  { ...pendingDelivery('d1'), state: 'refused', at: 1 },
  { ...pendingDelivery('d1'), state: 'held-back', at: 1, reason: 'secret' },
].map((delivery) => JSON.stringify(delivery));

/** The services over a store, what they logged, and a way to overwrite each kind of stored value. */
interface Opened {
  readonly services: Services;
  readonly logged: string[];
  readonly clock: { now: number };
  readonly sentTo: () => Promise<string[]>;
  overwriteRow(userId: string, text: string): Promise<unknown>;
  overwriteProfile(userId: string, text: string): Promise<unknown>;
  overwriteContact(userId: string, text: string): Promise<unknown>;
  overwriteSeat(wave: string, enrollmentId: string, text: string): Promise<unknown>;
  overwriteMark(value: string, text: string): Promise<unknown>;
  overwriteDefinition(text: string): Promise<unknown>;
  overwritePublished(text: string): Promise<unknown>;
  overwriteDelivery(dispatchId: string, text: string): Promise<unknown>;
}

function createLog(logged: string[]) {
  return {
    warn: (code: string, facts: Readonly<Record<string, unknown>>) => void logged.push(`${code} ${facts['error']}`),
    logDecisions: () => undefined,
  };
}

function openAws(): Opened {
  const container = standIns();
  const clients = container.clients();
  const [logged, clock]: [string[], { now: number }] = [[], { now: NOON }];
  const services = createAwsServices({
    clients,
    resourceNames: RESOURCE_NAMES,
    clock: { now: () => clock.now },
    log: createLog(logged),
    meter: { add: () => undefined },
    hasEnrollmentEvents: false,
    eventsOnBus: false,
    readSuppressionKey: async () => 'key of the test',
  });
  const put = (TableName: string, key: ItemKey, attributes: Record<string, unknown>) =>
    clients.documents.send(new PutCommand({ TableName, Item: { ...key, ...attributes } }));
  return {
    services,
    logged,
    clock,
    sentTo: async () => container.eventBridge.entries.map(({ Detail = '' }) => JSON.parse(Detail).userId),
    overwriteRow: (userId, body) =>
      put('enrollments', createRowKey({ userId, campaignId: CAMPAIGN }), { rev: 1, body }),
    overwriteProfile: (userId, body) => put('profiles', createProfileKey(userId), { rev: 1, body }),
    overwriteContact: (userId, body) => put('contacts', createContactKey(userId, 'email'), { rev: 1, body }),
    overwriteSeat: async (wave, enrollmentId, trigger) => {
      const userId = (await services.seats.get(wave, enrollmentId))?.userId;
      return put('enrollments', createSeatKey(wave, enrollmentId), { userId, trigger });
    },
    overwriteMark: (value, body) =>
      put('enrollments', createMarkKey({ userId: 'ann', campaignId: CAMPAIGN }, { value, restarts: false }), {
        order: '1',
        body,
      }),
    overwriteDefinition: (body) => put('publications', createDefinitionKey(CAMPAIGN, 1), { body }),
    overwritePublished: (body) =>
      put('publications', createPublishedKey({ campaignId: CAMPAIGN, publication: 1, version: 1 }), { body }),
    overwriteDelivery: (dispatchId, body) =>
      put('deliveries', createDeliveryKey({ dispatchId, channel: 'email', part: 0 }), { rev: 1, body }),
  };
}

function openSqlite(): Opened {
  const store = new SqliteStore(':memory:');
  const [logged, clock]: [string[], { now: number }] = [[], { now: NOON }];
  const services = createSqliteServices(store, { clock: { now: () => clock.now }, log: createLog(logged) });
  const run = async (sql: string, ...values: string[]) => store.run(sql, ...values);
  return {
    services,
    logged,
    clock,
    sentTo: async () => services.outbox.list().items.map(({ userId }) => userId),
    overwriteRow: (userId, text) =>
      run('INSERT OR REPLACE INTO rows (user_id, campaign_id, rev, body) VALUES (?, ?, 1, ?)', userId, CAMPAIGN, text),
    overwriteProfile: (userId, text) =>
      run('INSERT OR REPLACE INTO profiles (user_id, body) VALUES (?, ?)', userId, text),
    overwriteContact: (userId, text) => run("INSERT OR REPLACE INTO contacts VALUES (?, 'email', ?)", userId, text),
    overwriteSeat: (wave, enrollmentId, text) =>
      run('UPDATE seats SET payload = ? WHERE wave = ? AND enrollment_id = ?', text, wave, enrollmentId),
    overwriteMark: (value, text) => run("INSERT INTO marks VALUES ('ann', ?, ?, 0, '1', ?, 0)", CAMPAIGN, value, text),
    overwriteDefinition: (text) => run('UPDATE definitions SET body = ?', text),
    overwritePublished: (text) => run('UPDATE published SET body = ?', text),
    overwriteDelivery: (dispatchId, text) =>
      run('UPDATE deliveries SET body = ? WHERE dispatch_id = ?', text, dispatchId),
  };
}

function received(userId: string): UserEvent {
  const detail = { userId, campaignId: 'welcome', interaction: 'email.received', id: userId };
  return {
    kind: 'interaction',
    interaction: 'email.received',
    campaignId: 'welcome',
    id: userId,
    source: 'shop',
    userId,
    at: NOON + MINUTE,
    detail,
  };
}

/** Publishes the follow-up and enrolls users in one wave; returns the wave. */
async function enrollAll({ services, clock }: Opened, userIds: readonly string[]): Promise<Wave> {
  await new Owner(services).publishes(followUpOfTarget(CAMPAIGN, 'welcome'));
  clock.now = NOON + MINUTE;
  for (const userId of userIds) await handleEventDirectly(received(userId), services);
  const [wave] = (await services.waves.listByCampaign(CAMPAIGN)).items;
  if (wave === undefined) throw new Error('wave: expected one');
  return wave;
}

const STORES = [
  [
    'DynamoDB',
    openAws,
    {
      row: 'enrollments user#ann row#reminder',
      profile: 'profiles user#ann profile',
      contact: 'contacts user#ann contact#email',
      mark: 'enrollments user#ann mark#reminder#hat',
      delivery: 'deliveries delivery#d1 email#0',
    },
  ],
  [
    'SQLite',
    openSqlite,
    {
      row: 'rows ann reminder',
      profile: 'profiles ann',
      contact: 'contacts ann email',
      mark: 'marks ann reminder hat 0',
      delivery: 'deliveries d1 email 0',
    },
  ],
] as const;

describe.each(STORES)('unreadable data in %s', (_, open, keys) => {
  test.each(BROKEN_TEXTS)(
    'the error about the unreadable row %j names its table and its key, and nothing of its content',
    async (text) => {
      const { services, overwriteRow } = open();
      await overwriteRow('ann', text);
      const reading = services.rows.read({ userId: 'ann', campaignId: CAMPAIGN });
      await expect(reading).rejects.toThrow(`${keys.row}: expected a row in the store`);
      await expect(reading).rejects.not.toThrow('secret');
      await expect(services.rows.listByUser('ann')).rejects.toThrow(keys.row);
      expect((await services.rows.read({ userId: 'ben', campaignId: CAMPAIGN })).rev).toBe(0);
    },
  );

  test('the error about an unreadable profile names its table and its key', async () => {
    const { services, overwriteProfile } = open();
    await overwriteProfile('ann', '{"fields":{"email":"secret"}}');
    await expect(services.profiles.get('ann')).rejects.toThrow(`${keys.profile}: expected a profile`);
    expect(await services.profiles.get('ben')).toBeUndefined();
  });

  test.each([
    ...BROKEN_TEXTS,
    ...[
      { address: { value: 7, at: 1 } },
      { otherAddress: 'secret' },
      { declared: { at: 1, source: 'crm', consent: 'yes' } },
      { optIn: { at: 1 } },
      { optOut: { at: '1', source: 'crm' } },
      { marks: [{ address: 'secret' }] },
      { tracking: { at: 1, source: 'crm' } },
    ].map((fields) => JSON.stringify({ rev: 1, ...fields })),
  ])(
    'the error about the unreadable contact %j names its table and its key, and nothing of its content',
    async (text) => {
      const { services, overwriteContact } = open();
      await overwriteContact('ann', text);
      const reading = services.contacts.get('ann', 'email');
      await expect(reading).rejects.toThrow(`${keys.contact}: expected a contact`);
      await expect(reading).rejects.not.toThrow('secret');
      expect(await services.contacts.get('ann', 'sms')).toBeUndefined();
    },
  );

  test.each([...BROKEN_TEXTS, ...MISSHAPEN_DELIVERIES])(
    'the error about the unreadable delivery %s names its table and its key, and nothing of its content',
    async (text) => {
      const { services, overwriteDelivery } = open();
      await services.deliveries.write(pendingDelivery('d1'));
      await overwriteDelivery('d1', text);
      const reading = services.deliveries.get(pendingDelivery('d1'));
      await expect(reading).rejects.toThrow(`${keys.delivery}: expected a delivery in the store`);
      await expect(reading).rejects.not.toThrow('secret');
      await expect(services.deliveries.listByDispatch('d1')).rejects.toThrow(keys.delivery);
      expect(await services.deliveries.get(pendingDelivery('d2'))).toBeUndefined();
    },
  );

  test('a delivery with fields of a later version is read, and keeps them', async () => {
    const { services, overwriteDelivery } = open();
    await services.deliveries.write(pendingDelivery('d1'));
    const later = { ...pendingDelivery('d1'), priority: 1 };
    await overwriteDelivery('d1', JSON.stringify(later));
    expect(await services.deliveries.get(later)).toEqual(later);
  });

  test.each(BROKEN_TEXTS)(
    'the error about the unreadable archived mark %j names its table and its key, and nothing of its content',
    async (text) => {
      const { services, overwriteMark } = open();
      await overwriteMark('hat', text);
      const reading = services.rows.readArchivedMarks({ userId: 'ann', campaignId: CAMPAIGN }, ['tie', 'hat']);
      await expect(reading).rejects.toThrow(`${keys.mark}: expected a mark in the store`);
      await expect(reading).rejects.not.toThrow('secret');
    },
  );

  test('the errors about an unreadable definition and published version name their tables and their keys', async () => {
    const { services, overwriteDefinition, overwritePublished } = open();
    await new Owner(services).publishes(followUpOfTarget(CAMPAIGN, 'welcome'));
    await overwriteDefinition('{"id":"reminder"}');
    await overwritePublished('{"version":1}');
    await expect(services.campaigns.getDefinition(CAMPAIGN, 1)).rejects.toThrow(/reminder.*1: expected the definition/);
    const published = services.followUps.get({ campaignId: CAMPAIGN, publication: 1, version: 1 });
    await expect(published).rejects.toThrow(/publi.*reminder.*1: expected a published version/);
  });

  test('an unreadable row in a wave fails alone: the other users receive their messages, and the log names the key', async () => {
    const opened = open();
    const wave = await enrollAll(opened, ['ann', 'ben', 'cleo']);
    await opened.overwriteRow('ann', '{}');
    opened.clock.now = NOON + 2 * HOUR;
    const result = await dispatchWave(createFirstCall(wave), opened.services);
    expect((await opened.sentTo()).toSorted()).toEqual(['ben', 'cleo']);
    expect(result).toMatchObject({ next: { attempts: 1 } });
    expect(opened.logged).toEqual([expect.stringContaining(`${keys.row}: expected a row`)]);
  });

  test('an unreadable seat fails alone: the other users receive their messages, and the log names the key', async () => {
    const opened = open();
    const wave = await enrollAll(opened, ['ann', 'ben', 'cleo']);
    const seats = (await opened.services.seats.listByWave(wave.name, 10)).items;
    const { enrollmentId = '' } = seats.find(({ userId }) => userId === 'ann') ?? {};
    await opened.overwriteSeat(wave.name, enrollmentId, 'secret');
    opened.clock.now = NOON + 2 * HOUR;
    await dispatchWave(createFirstCall(wave), opened.services);
    expect((await opened.sentTo()).toSorted()).toEqual(['ben', 'cleo']);
    expect(opened.logged).toEqual([expect.stringMatching(`seat.*${enrollmentId}: expected the trigger of a seat`)]);
    expect(opened.logged.join()).not.toContain('secret');
  });
});
