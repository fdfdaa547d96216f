import { describe, expect, test } from 'vitest';
import { createMemoryServices } from '../../adapters/memory/services.ts';
import type { CampaignWrite } from '../../core/campaign.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Announcement } from '../../core/contracts/announcement.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import type { Announcer } from '../../core/ports.ts';
import { publishCampaign, saveCampaign } from '../../engine/publish.ts';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { API_DEPS, openApi, resend, silent } from '../harness/api/open-api.ts';

const hello = {
  id: 'hello',
  name: 'Hello',
  triggers: [{ behavior: 'session.started' }],
  messages: [{ channel: 'push', body: 'Hello' }],
};

async function published(millisecond: number, publishLeadTime: number) {
  const { call, machine } = openApi();
  await call('PUT', '/campaigns/hello', hello);
  const { services, manualClock } = machine;
  const start = Math.floor(services.clock.now() / SECOND) * SECOND;
  manualClock?.moveTo(start + millisecond);
  // The manual clock does not move. The wait for the instant is in real time, and short.
  const acted = await publishCampaign('hello', { ...API_DEPS, services, publishLeadTime, by: 'grace' });
  if (!('campaign' in acted)) throw new Error(acted.code);
  return (acted.campaign.publication?.publishedAt ?? Number.NaN) - start;
}

test('a publication that is seen immediately begins immediately (R1)', async () => {
  expect(await published(123, 0)).toBe(123);
});

test('a publication that is seen later begins in the future, on the next whole second, because times on the bus are whole seconds (R1, R3)', async () => {
  expect(await published(990, 10)).toBe(1_000);
  expect(await published(991, 10)).toBe(2_000);
});

test('a publication that begins in the future is answered when it has begun, so that events after the answer count (R1)', async () => {
  const before = performance.now();
  await published(700, 50);
  expect(performance.now() - before).toBeGreaterThanOrEqual(299);
});

test('a publication whose reads take seconds does not begin before its commit, so that no event is lost in between (R1)', async () => {
  const { call, machine } = openApi();
  await call('PUT', '/campaigns/hello', hello);
  const { services, manualClock } = machine;
  let committedAt = Number.POSITIVE_INFINITY;
  const campaigns = {
    ...services.campaigns,
    getDefinition: async (id: string, version: number) => {
      manualClock?.moveTo(services.clock.now() + 3 * SECOND);
      return services.campaigns.getDefinition(id, version);
    },
    write: async (write: CampaignWrite) => {
      committedAt = services.clock.now();
      return services.campaigns.write(write);
    },
  };
  const slow = { ...services, campaigns };
  const acted = await publishCampaign('hello', { ...API_DEPS, services: slow, publishLeadTime: 10, by: 'grace' });
  if (!('campaign' in acted)) throw new Error(acted.code);
  expect(acted.campaign.publication?.publishedAt).toBeGreaterThan(committedAt);
});

test('eight publications at the same instant, each of which could close a cycle, all begin (R8)', async () => {
  const clock = { now: () => Date.UTC(2026, 11, 1, 9) };
  const memory = createMemoryServices({ clock, log: silent, onMessage: () => undefined });
  const waits: number[] = [];
  const services = { ...memory, backoff: async (retries: number) => void waits.push(retries) };
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const id of ids) {
    const checked = checkDefinition({ ...resend, id });
    if ('definition' in checked) await saveCampaign(checked.definition, { services, by: 'grace' });
  }
  const acted = await Promise.all(ids.map((id) => publishCampaign(id, { ...API_DEPS, services, by: 'grace' })));
  expect(acted.map((each) => ('campaign' in each ? each.campaign.status : each.code))).toEqual(
    ids.map(() => 'published'),
  );
  expect(Math.max(...waits)).toBe(6);
});

describe('the events about a publication', () => {
  async function told(...acts: readonly ('publish' | 'stop' | 'archive')[]) {
    const listening: Announcement[] = [];
    const announcer: Announcer = {
      hasEnrollmentEvents: false,
      announce: async (announcements) => void listening.push(...announcements),
    };
    const { call } = openApi({ services: (services) => ({ ...services, announcer }) });
    await call('PUT', '/campaigns/hello', hello);
    for (const act of acts) await call('POST', `/campaigns/hello/${act}`);
    return listening.map(({ type, detail }) => [type, 'version' in detail ? detail.version : undefined]);
  }

  test('the events about a publication announce that it began, was edited, and ended', async () => {
    expect(await told('publish', 'publish', 'stop')).toEqual([
      ['Campaign Published', 1],
      ['Campaign Published', 1],
      ['Campaign Stopped', 1],
    ]);
  });

  test('the events about a publication do not announce an action that is refused', async () => {
    expect(await told('stop')).toEqual([]);
  });

  test('the events about a publication announce its end if a published campaign is archived, and only then', async () => {
    expect((await told('publish', 'archive')).at(-1)).toEqual(['Campaign Stopped', 1]);
    expect(await told('publish', 'stop', 'archive')).toHaveLength(2);
  });
});

describe('a publication on AWS, where an account may hold a million executions open', () => {
  const MAX_OPEN_EXECUTIONS = 1_000_000;
  const monthToTheSecond = (id: string) => followUpOfTarget(id, 'welcome', { delay: '30 days', precision: '1 second' });
  const openOnAws = (maxOpenExecutions = MAX_OPEN_EXECUTIONS) => openApi({ maxOpenExecutions });
  const publish = async ({ call }: ReturnType<typeof openApi>) => {
    await call('PUT', '/campaigns/hello', hello);
    return (await call('POST', '/campaigns/hello/publish')).body;
  };

  test('a publication on AWS has no warning while all campaigns together need less than half of the executions of the account', async () => {
    expect(await publish(openOnAws())).toMatchObject({ warnings: [] });
  });

  test('a publication on AWS has a warning that names the campaign that needs most executions, where all need more than half', async () => {
    const opened = openOnAws();
    await new Owner(opened.machine.services).publishes(monthToTheSecond('month'));
    await new Owner(opened.machine.services).publishes(followUpOfTarget('hourly', 'welcome'));
    expect(await publish(opened)).toMatchObject({
      warnings: [
        'all published campaigns together may hold 2,592,154 waves open, month 2,592,091 of them, which is over half of the 1,000,000 executions that the AWS account may hold open',
      ],
    });
  });

  test('a publication on AWS does not count the executions of campaigns that are stopped, nor of campaigns without a delay', async () => {
    const opened = openOnAws(1);
    const owner = new Owner(opened.machine.services);
    await owner.publishes(monthToTheSecond('month'));
    await owner.stops();
    expect(await publish(opened)).toMatchObject({ warnings: [] });
  });

  test('a publication on AWS counts exactly half of the executions as enough, and one more as too many', async () => {
    // Campaigns with a delay of an hour have 63 waves: 60 windows, two of the last call, and the present one.
    for (const [maxOpenExecutions, count] of [
      [126, 0],
      [125, 1],
    ] as const) {
      const opened = openOnAws(maxOpenExecutions);
      await new Owner(opened.machine.services).publishes(followUpOfTarget('hourly', 'welcome'));
      expect(await publish(opened)).toMatchObject({ warnings: { length: count } });
    }
  });

  test('a publication on one machine has no warning, because a wave there is only a row', async () => {
    const opened = openApi();
    await new Owner(opened.machine.services).publishes(monthToTheSecond('month'));
    expect(await publish(opened)).toMatchObject({ warnings: [] });
  });
});

describe('the warnings of a publication', () => {
  const follow = (triggers: readonly object[], more: object = {}) => ({
    ...hello,
    id: 'follow',
    name: 'Follow',
    triggers,
    ...more,
  });
  const warningsOf = async (
    published: { readonly id: string; readonly [field: string]: unknown },
    ...drafts: (typeof published)[]
  ) => {
    const { call, publish } = openApi();
    for (const draft of drafts) await call('PUT', `/campaigns/${draft.id}`, draft);
    return (await publish(published)).body.warnings;
  };

  test('publishing a campaign that a draft listens to warns, and names what happens when the campaign is sent (R5)', async () => {
    const draft = follow([
      { interaction: 'push.received', campaign: 'hello' },
      { interaction: 'control_group.entered', campaign: 'hello' },
      { interaction: 'push.directly_opened', campaign: 'hello' },
    ]);
    expect(await warningsOf(hello, draft)).toEqual([
      'the draft follow listens to hello: publish it soon, because what happens before does not count, above all control_group.entered, push.received, which happen when it is sent',
    ]);
    expect(await warningsOf({ id: 'hello', name: 'Hello', sentElsewhere: true }, draft)).toHaveLength(1);
  });

  test('publishing a campaign is answered as done, with a warning, if the warnings about it cannot be found', async () => {
    const { call, publish, machine } = openApi();
    await call('PUT', '/campaigns/hello', hello);
    machine.services.campaigns.list = () => Promise.reject(new Error('ThrottlingException'));
    const { status, body } = await publish(hello);
    expect(status).toBe(200);
    expect(body.warnings).toEqual([expect.stringContaining('the campaign is published, but the warnings about it')]);
    expect((await call('GET', '/campaigns/hello')).body.status).toBe('published');
  });

  test('publishing a campaign warns of a draft that listens to its clicks alone, in fewer words (R5)', async () => {
    expect(await warningsOf(hello, follow([{ interaction: 'email.clicked', campaign: 'hello' }]))).toEqual([
      'the draft follow listens to hello: publish it soon, because what happens before does not count',
    ]);
  });

  test('publishing a campaign does not warn of drafts that listen to others, nor of published follow-ups (R5)', async () => {
    expect(await warningsOf(hello, follow([{ interaction: 'email.clicked', campaign: 'other' }]))).toEqual([]);
    const { publish } = openApi();
    await publish(follow([{ interaction: 'email.clicked', campaign: 'hello' }]));
    expect((await publish(hello)).body.warnings).toEqual([]);
  });

  test('publishing a follow-up warns of the interactions that its target produced before, with their number and since when (R4)', async () => {
    const { call, publish, put } = openApi();
    const received = (id: string) => ({
      Source: 'test',
      DetailType: 'Campaign Interaction',
      Detail: { id, userId: 'ann', interaction: 'push.received', campaignId: 'welcome' },
    });
    await put(received('a'), received('b'));
    const draft = follow([{ interaction: 'push.received', campaign: 'welcome' }]);
    const warning =
      'push.received of welcome: about 2 events came in before the publication, since 2026-12-01, and do not count';
    expect((await publish(draft)).body.warnings).toEqual([warning]);
    // An edit keeps the publication: what came since counted.
    expect((await call('POST', '/campaigns/follow/publish')).body.warnings).toEqual([]);
    const more = follow([...draft.triggers, { interaction: 'push.received', campaign: 'other' }]);
    expect((await publish(more)).body.warnings).toEqual([]);
  });

  test('saving and publishing warn of an exception that machine opens match (R64)', async () => {
    const opened = { interaction: 'email.opened', campaign: 'welcome' };
    const warning =
      'exceptions.0: mail programs open emails, too, and cancel the wait of their users; openKind: human counts people only';
    const { call } = openApi();
    const definition = { ...hello, delay: '1 day', exceptions: [opened] };
    expect((await call('PUT', '/campaigns/hello', definition)).body.warnings).toEqual([warning]);
    expect((await call('POST', '/campaigns/hello/publish')).body.warnings).toEqual([warning]);
    const people = { ...definition, exceptions: [{ ...opened, openKind: 'human' }] };
    expect((await call('PUT', '/campaigns/hello', people)).body.warnings).toEqual([]);
  });

  test('saving and publishing warn of a text that looks like a secret, and do not repeat it', async () => {
    const { call } = openApi();
    const messages = (value: string) => [
      { channel: 'webhook', url: 'https://crm.example', headers: { 'X-Api-Key': value } },
    ];
    const warning =
      'messages.0.headers.X-Api-Key: this looks like a header with a secret; everyone who can read the file or the campaign can use it: replace it at its service, and let the consumer that sends the message add the new one';
    const definition = { ...hello, messages: messages('hunter2hunter2') };
    expect((await call('PUT', '/campaigns/hello', definition)).body.warnings).toEqual([warning]);
    expect((await call('POST', '/campaigns/hello/publish')).body.warnings).toEqual([warning]);
    const rendered = { ...hello, messages: messages('{{ user.crmKey }}') };
    expect((await call('PUT', '/campaigns/hello', rendered)).body.warnings).toEqual([]);
    const elsewhere = { id: 'welcome', name: ['npm', 'k3'.repeat(18)].join('_'), sentElsewhere: true };
    expect((await call('PUT', '/campaigns/welcome', elsewhere)).body.warnings).toHaveLength(1);
  });

  test('saving warns of an audience that repeats a condition of a trigger (R43)', async () => {
    const bought = { behavior: 'purchase.made', where: { price: { $gte: 20 }, properties: { list: 'books' } } };
    const warnings = async (audience: object) => {
      const { call } = openApi();
      const definition = { ...hello, triggers: [{ behavior: 'session.started' }, bought], audience };
      return (await call('PUT', '/campaigns/hello', definition)).body.warnings;
    };
    expect(await warnings({ price: { $gte: 20 } })).toEqual([
      'audience.price: triggers.1 has the same condition: the profile may not have the new value of price yet when the trigger arrives',
    ]);
    expect(await warnings({ list: 'books' })).toHaveLength(1);
    expect(await warnings({ price: { $gte: 30 }, plan: 'pro' })).toEqual([]);
  });
});
