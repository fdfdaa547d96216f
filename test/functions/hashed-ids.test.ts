import { createHmac } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../core/contracts/decision.ts';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { UnreadableDataError } from '../../core/stored/parse-stored.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHashedIds } from '../../functions/runtime/hashed-ids.ts';
import { createAwsLog } from '../../functions/runtime/log.ts';
import { type LogIds, PLAIN_IDS } from '../../functions/runtime/log-ids.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';
import { linesOf } from '../harness/lib/lines-of.ts';
import { installed } from '../harness/lib/synthesized.ts';

const KEY = 'the key of the log';
const hashOf = (id: string, key = KEY) => createHmac('sha256', key).update(id).digest('base64url').slice(0, 22);

/** Creates the form of ids with a key that can be read only while `isReadable`, and the warnings about it. */
function openIds({ isReadable = true } = {}) {
  const warnings: string[] = [];
  const state = { now: NOON, isReadable, key: KEY, reads: 0, warnings };
  const ids = createHashedIds({
    now: () => state.now,
    async readKey() {
      state.reads += 1;
      if (!state.isReadable) throw new Error('secret: denied');
      return state.key;
    },
    warnUnreadable: (error) => warnings.push(String(error)),
  });
  return { ids, state };
}

const decided: Decision = {
  at: NOON,
  decision: 'enrolled',
  eventId: 'order of grace',
  enrollmentId: 'any',
  triggeredAt: NOON,
};
const key = { userId: 'grace', campaignId: 'resend-welcome' };

/** Returns the lines of a decision about grace, and of a failure on data of hers. */
function logged(ids: LogIds) {
  return linesOf(installed(), () => {
    const log = createAwsLog(new Logger(), ids);
    log.logDecisions(key, [decided]);
    const place = { table: 'enrollments', key: ['user#grace', 'resend-welcome: expected text in the store'] };
    log.warn('MESSAGE_FAILED', { messageId: 'm1', error: String(new UnreadableDataError(place, 'a row')) });
  });
}

describe('the log of an installation that hashes ids', () => {
  test('a log with hashed ids has keyed hashes in the place of the ids of users and events, equal for the same id, and ids nowhere', async () => {
    const { ids } = openIds();
    await ids.prepare();
    const lines = logged(ids);
    expect(lines[0]).toMatchObject({
      message: 'DECIDED',
      userId: hashOf('grace'),
      eventId: hashOf('order of grace'),
      campaignId: 'resend-welcome',
    });
    expect(hashOf('grace')).not.toBe(hashOf('grace', 'another key'));
    expect(JSON.stringify(lines)).not.toContain('grace');
  });

  test('a log with hashed ids names the table of data that cannot be read, and not its key, which contains the id of a user', async () => {
    const [, failed] = logged(openIds().ids);
    expect(failed).toMatchObject({
      messageId: 'm1',
      error: 'UnreadableData: an item of enrollments, whose key is left out',
    });
  });

  test('a log with hashed ids has lines without ids while the key cannot be read, one warning, and another try after a minute', async () => {
    const { ids, state } = openIds({ isReadable: false });
    await ids.prepare();
    await ids.prepare();
    expect(state).toMatchObject({ reads: 1, warnings: ['Error: secret: denied'] });
    const [line] = logged(ids);
    expect(line).toMatchObject({ message: 'DECIDED', campaignId: 'resend-welcome' });
    expect(line).not.toHaveProperty('userId');
    expect(line).not.toHaveProperty('eventId');

    Object.assign(state, { isReadable: true, now: NOON + MINUTE });
    await ids.prepare();
    expect(ids.format('grace')).toBe(hashOf('grace'));
  });

  test('a log with hashed ids has hashes of a new key within an hour, and of the old one while the new one cannot be read', async () => {
    const { ids, state } = openIds();
    await ids.prepare();
    Object.assign(state, { key: 'a new key', now: NOON + HOUR - 1 });
    await ids.prepare();
    expect(ids.format('grace')).toBe(hashOf('grace'));
    Object.assign(state, { isReadable: false, now: NOON + HOUR });
    await ids.prepare();
    expect([ids.format('grace'), state.warnings.length]).toEqual([hashOf('grace'), 1]);
    Object.assign(state, { isReadable: true, now: NOON + HOUR + MINUTE });
    await ids.prepare();
    expect(ids.format('grace')).toBe(hashOf('grace', 'a new key'));
  });

  test('a Lambda function reads the key of its hashed ids once, before its first work', async () => {
    const installation = new Installed();
    await installation.publishes(followUpOfTarget('reminder', 'welcome'));
    const { ids, state } = openIds();
    const handler = matchTrigger({ ...installation.lambda(), logIds: ids });
    const mail = record(onTheBus({ userId: 'grace', interaction: 'email.received', campaignId: 'welcome', id: 'm1' }));
    expect(ids.format('grace')).toBeUndefined();
    expect(await handed(handler, [mail])).toEqual([]);
    expect(ids.format('grace')).toBe(hashOf('grace'));
    await handed(handler, [mail]);
    expect(state.reads).toBe(1);
  });

  test('a Lambda function enrolls users though the key of its hashed ids cannot be read', async () => {
    const installation = new Installed();
    await installation.publishes(followUpOfTarget('reminder', 'welcome'));
    const { ids } = openIds({ isReadable: false });
    const mail = record(onTheBus({ userId: 'grace', interaction: 'email.received', campaignId: 'welcome', id: 'm1' }));
    expect(await handed(matchTrigger({ ...installation.lambda(), logIds: ids }), [mail])).toEqual([]);
    expect(await installation.decided('grace', 'reminder')).toEqual(['enrolled']);
  });
});

describe('the log of an installation that does not hash ids', () => {
  test('a log without hashed ids has the ids themselves', () => {
    const [decision, failure] = logged(PLAIN_IDS);
    expect(decision).toMatchObject({ userId: 'grace', eventId: 'order of grace' });
    expect(failure?.['error']).toContain('user#grace');
  });
});

describe('GET /log-id on AWS', () => {
  test('a request for the log id of a user answers the hash where ids are hashed, and 500 while the key cannot be read', async () => {
    const { ids } = openIds();
    const call = opened(new Installed(), { logIds: ids });
    expect(await call('GET', '/log-id?userId=grace')).toMatchObject({
      body: { userId: 'grace', logId: hashOf('grace') },
    });
    const withoutKey = opened(new Installed(), { logIds: openIds({ isReadable: false }).ids });
    expect(await withoutKey('GET', '/log-id?userId=grace')).toMatchObject({
      status: 500,
      body: { error: { code: 'internal-failure' } },
    });
  });
});
