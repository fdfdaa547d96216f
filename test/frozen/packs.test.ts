import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACK_VERSION } from '../../core/contracts/pack.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { handed, Installed, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';
import { shapeOf } from './shape-of.ts';

/** A message as it lies in a first queue. */
interface FrozenPack {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}

const FOLDER = join(import.meta.dirname, 'packs');
const readPacks = (version: number): Readonly<Record<'events' | 'profiles', FrozenPack>> =>
  JSON.parse(readFileSync(join(FOLDER, `${version}.json`), 'utf8'));

/** Sends the events of the fixtures over HTTP and from Currents; returns their messages. */
async function packsNow(installed: Installed) {
  const mail = (userId: string) => ({ userId, interaction: 'email.received', campaignId: 'news' });
  const entries = [
    { Source: 'crm', DetailType: 'Campaign Interaction', Detail: mail('gina') },
    { Source: 'crm', DetailType: 'User Behavior', Detail: { userId: 'gina', behavior: 'session.started' } },
    { Source: 'crm', DetailType: 'User Profile Updated', Detail: { userId: 'owen', attributes: { plan: 'silver' } } },
  ];
  await opened(installed)('POST', '/events', { body: { entries } });
  const { eventsQueueUrl, profilesQueueUrl } = RESOURCE_NAMES;
  const [events, profiles] = [eventsQueueUrl, profilesQueueUrl].map((url) => installed.standIns.sqs.in(url)[0]);
  return { events, profiles };
}

describe.each(readdirSync(FOLDER).map((name) => Number.parseInt(name, 10)))('packs of version %i', (version) => {
  test('packs that were in the queues before a deployment are read after it, event by event', async () => {
    const installed = new Installed();
    await installed.publishes(followUpOfTarget('each-news', 'news'));
    const { events, profiles } = readPacks(version);
    const take = ({ body, attributes }: FrozenPack) => [record(body, { attributes })];
    expect(await handed(matchException(installed.lambda()), take(events))).toEqual([]);
    const forwarded = installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl);
    await handed(
      matchTrigger(installed.lambda()),
      forwarded.map(({ body, attributes }) => record(body, { attributes })),
    );
    expect(await installed.decided('gina', 'each-news')).toEqual(['enrolled']);
    expect(await handed(updateProfile(installed.lambda()), take(profiles))).toEqual([]);
    expect((await installed.services.profiles.get('owen'))?.fields).toHaveProperty('attributes.plan');
    expect((await installed.services.refusals.list()).items).toEqual([]);
  });
});

test('packs that are sent today have the shape of their version', async () => {
  expect(shapeOf(await packsNow(new Installed()))).toEqual(shapeOf(readPacks(PACK_VERSION)));
});
