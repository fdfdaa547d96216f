import { describe, expect, test } from 'vitest';
import type { Services } from '../../core/ports.ts';
import type { SendingFacts } from '../../core/sending-facts.ts';
import { openApi, resend } from '../harness/api/open-api.ts';
import { createWriteWatch } from '../harness/api/watch-writes.ts';
import { userWithin } from '../harness/core/share-part.ts';

const SMTP: SendingFacts = {
  policy: { mode: 'allow-list', allow: ['ada@example.com'] },
  senders: [{ channel: 'email', provider: 'smtp', isContained: false }],
  getPublicUrl: () => undefined,
  origins: [],
};

const greeting = {
  ...resend,
  messages: [
    {
      channel: 'email',
      subject: 'Hello {{ user.first_name }}',
      body: 'You opened {{ trigger.properties.list | default: "it" }}. <a href="{{ unsubscribe_url }}">Stop</a>',
      translations: { 'pt-BR': { subject: 'Olá {{ user.first_name }}' } },
    },
    { channel: 'webhook', url: 'https://hooks.example.com/orders', body: '{{ user.id | json }}' },
  ],
};

/** Sends a profile of a user. */
const profileOf = (userId: string, more: object) => ({
  Source: 'shop',
  DetailType: 'User Profile Updated',
  Detail: { userId, attributes: {}, occurredAt: '2026-12-01T08:00:00Z', ...more },
});

function openWithSender() {
  return openApi({ sending: SMTP, services: (services) => ({ ...services, senderChannels: new Set(['email']) }) });
}

describe('the messages of a saved campaign', () => {
  test('GET /campaigns/{id}/messages renders each message for a user and an example of the trigger, in the language of the user (R93)', async () => {
    const { call, put } = openWithSender();
    await call('PUT', '/campaigns/resend-welcome', greeting);
    await put(profileOf('ada', { attributes: { first_name: 'Ada' }, language: 'pt_BR', email: 'ada@example.com' }));
    const { status, body } = await call('GET', '/campaigns/resend-welcome/messages?userId=ada');
    expect([status, body]).toEqual([
      200,
      {
        campaignId: 'resend-welcome',
        version: 1,
        userId: 'ada',
        faults: [],
        warnings: [],
        trigger: {
          userId: 'ada',
          interaction: 'email.received',
          campaignId: 'welcome-email',
          id: 'example',
          occurredAt: '2026-12-01T09:00:00.000Z',
        },
        messages: [
          {
            channel: 'email',
            part: 0,
            language: 'pt-BR',
            content: {
              subject: 'Olá Ada',
              body: 'You opened it. <a href="https://unsubscribe.invalid/">Stop</a>',
              bodyFormat: 'html',
            },
            missing: [{ field: 'body', variable: 'trigger.properties.list' }],
            hasSender: true,
            target: 'a…@example.com',
          },
          {
            channel: 'webhook',
            part: 0,
            content: { url: 'https://hooks.example.com/orders', body: '"ada"' },
            missing: [],
            hasSender: false,
          },
        ],
        leaves: { dueAt: '2026-12-08T09:00:00.000Z', leavesAt: '2026-12-08T09:08:42.000Z' },
      },
    ]);
  });

  test('a preview names the reason why a channel is left out, and the hold of the mode (R83, R91)', async () => {
    const { call, put } = openWithSender();
    await call('PUT', '/campaigns/resend-welcome', { ...greeting, messages: [greeting.messages[0]] });
    await put(
      profileOf('ben', { email: 'ben@example.com' }),
      profileOf('cid', { email: 'cid@example.com', consent: { email: 'unsubscribed' } }),
    );
    const of = async (userId: string) =>
      (await call('GET', `/campaigns/resend-welcome/messages?userId=${userId}`)).body;
    expect((await of('ben')).messages).toMatchObject([{ target: 'b…@example.com', heldBack: 'not-on-allow-list' }]);
    const unsubscribed = await of('cid');
    expect(unsubscribed.messages[0]).toMatchObject({ reason: 'unsubscribed', content: { subject: 'Hello' } });
    expect(unsubscribed.messages[0]).not.toHaveProperty('target');
    expect(unsubscribed.withheld).toEqual({ reason: 'unsubscribed' });
    expect((await of('dee')).withheld).toEqual({ reason: 'unreachable' });
  });

  test('a preview renders the version that is asked for, and knows no other', async () => {
    const { call } = openApi();
    await call('PUT', '/campaigns/resend-welcome', resend);
    await call('PUT', '/campaigns/resend-welcome', { ...resend, messages: [{ channel: 'push', body: 'Hey' }] });
    const of = (query: string) => call('GET', `/campaigns/resend-welcome/messages?userId=ada${query}`);
    expect((await of('')).body.messages).toMatchObject([{ channel: 'push', content: { body: 'Hey' } }]);
    expect((await of('&version=1')).body.messages).toMatchObject([{ channel: 'email' }]);
    expect((await of('&version=3')).body.error.code).toBe('unknown-version');
    expect((await call('GET', '/campaigns/resend-welcome/messages')).body.error.code).toBe('invalid-user-id');
    expect((await call('GET', '/campaigns/nothing/messages?userId=ada')).body.error.code).toBe('unknown-campaign');
  });

  test('a preview of a campaign of another tool has no messages', async () => {
    const { call } = openApi();
    await call('PUT', '/campaigns/mail', { id: 'mail', name: 'Mail', sentElsewhere: true });
    const { body } = await call('GET', '/campaigns/mail/messages?userId=ada');
    expect(body).toEqual({ campaignId: 'mail', version: 1, userId: 'ada', faults: [], warnings: [], messages: [] });
  });

  test('a preview shows the quiet hours that would hold the message, and the pause that keeps it (R26, R92)', async () => {
    const { call } = openApi();
    const quietHours = { from: '08:00', to: '12:00', then: 'hold' };
    const withoutDelay = { ...resend, delay: 'none', exceptions: [] };
    await call('PUT', '/campaigns/resend-welcome', { ...withoutDelay, quietHours });
    await call('POST', '/pause');
    const { body } = await call('GET', '/campaigns/resend-welcome/messages?userId=ada');
    expect(body.leaves).toEqual({
      dueAt: '2026-12-01T09:00:00.000Z',
      quietUntil: '2026-12-01T12:00:00.000Z',
      leavesAt: expect.stringMatching(/^2026-12-01T12:0[01]:\d\d\.000Z$/),
      isPaused: true,
    });
    await call('PUT', '/campaigns/resend-welcome', {
      ...withoutDelay,
      quietHours: { ...quietHours, then: 'withhold' },
    });
    const withheld = (await call('GET', '/campaigns/resend-welcome/messages?userId=ada')).body;
    expect(withheld.withheld).toEqual({ reason: 'quiet-hours' });
    expect(withheld.leaves).not.toHaveProperty('leavesAt');
  });
});

describe('the preview of a message under frequency caps', () => {
  test('a preview names the cap that would hold the message back for the user, and takes no slot (R45)', async () => {
    const { call, machine } = openApi();
    const { services } = machine;
    await call('PUT', '/campaigns/resend-welcome', resend);
    await call('PUT', '/settings', { frequencyCaps: [{ atMost: 1, in: '30 days' }] });
    const preview = async (user = 'ada') =>
      (await call('GET', `/campaigns/resend-welcome/messages?userId=${user}`)).body.withheld;
    expect(await preview()).toBeUndefined();
    const slot = { id: 'other', at: services.clock.now(), channels: ['sms'] as const };
    await services.frequencySlots.write('ada', { rev: 1, slots: [slot] });
    expect(await preview()).toEqual({ reason: 'capped', detail: 'at most 1 message in 30 days' });
    expect(await preview('ben')).toBeUndefined();
    expect(await services.frequencySlots.read('ada')).toEqual({ rev: 1, slots: [slot] });
    await call('PUT', '/settings', { frequencyCaps: [{ atMost: 1, in: '1 day' }] });
    // It would leave in a week, when the message of today does not count any more.
    expect(await preview()).toBeUndefined();
  });
});

describe('the preview of a definition', () => {
  test('POST /preview renders a definition that was never saved, and saves nothing', async () => {
    const { call } = openApi();
    const { status, body } = await call('POST', '/preview', resend);
    expect([status, body.messages]).toEqual([
      200,
      [
        {
          channel: 'email',
          part: 0,
          content: { subject: 'Did you see this?', body: 'Hello' },
          missing: [],
          hasSender: false,
        },
      ],
    ]);
    expect((await call('GET', '/campaigns')).body.campaigns).toEqual([]);
  });

  test('POST /preview renders with the trigger that is given', async () => {
    const { call } = openApi();
    const definition = { ...resend, messages: [{ channel: 'push', body: 'Off {{ trigger.properties.list }}' }] };
    const trigger = { userId: 'ada', occurredAt: '2026-11-30T09:00:00Z', properties: { list: 'news' } };
    const { body } = await call('POST', '/preview', { definition, userId: 'ada', trigger });
    expect(body.messages).toMatchObject([{ content: { body: 'Off news' }, missing: [] }]);
    expect(body.trigger).toEqual({ ...trigger, id: 'example' });
    expect(body.leaves.dueAt).toBe('2026-12-07T09:00:00.000Z');
  });

  test('POST /preview makes an example of the first trigger, with the values that its filter names', async () => {
    const { call } = openApi();
    const triggers = [
      { behavior: 'purchase.made', productId: 'mug', where: { 'properties.list': 'news', price: { $gte: 20 } } },
    ];
    const { body } = await call('POST', '/preview', { definition: { ...resend, triggers }, userId: 'ada' });
    expect(body.trigger).toMatchObject({ behavior: 'purchase.made', productId: 'mug', properties: { list: 'news' } });
    expect(body.trigger).not.toHaveProperty('price');
  });

  test('POST /preview names every fault of a definition, and renders nothing', async () => {
    const { call } = openApi();
    const { status, body } = await call('POST', '/preview', { definition: { ...resend, delay: 'soon', messages: [] } });
    expect([status, body.messages]).toEqual([200, []]);
    expect(body.faults.map(({ path }: { path: string }) => path)).toEqual(['delay', 'messages']);
  });

  test('POST /preview shows the messages that can be rendered, and why none of them would be sent (R75)', async () => {
    const { call } = openApi();
    const failing = { channel: 'push', body: '{{ user.count | divided_by: user.none }}' };
    const messages = [failing, { channel: 'sms', body: 'Hello' }];
    const { body } = await call('POST', '/preview', { ...resend, messages });
    expect(body.messages).toMatchObject([
      {
        channel: 'push',
        problem: { reason: 'render-error', detail: expect.stringContaining('push body: divided_by') },
      },
      { channel: 'sms', content: { body: 'Hello' } },
    ]);
    expect(body.messages[0]).not.toHaveProperty('content');
    expect(body.withheld).toEqual(body.messages[0].problem);
  });

  test('POST /preview names a required field that is blank for the user (R76)', async () => {
    const { call } = openApi();
    const { body } = await call('POST', '/preview', {
      ...resend,
      messages: [{ channel: 'sms', body: '{{ user.x }}' }],
    });
    expect(body.withheld).toEqual({ reason: 'blank', detail: 'sms body: it shows nothing' });
    expect(body.messages).toMatchObject([{ missing: [{ field: 'body', variable: 'user.x' }] }]);
  });

  test('POST /preview warns as a save does', async () => {
    const { call } = openApi();
    const exceptions = [{ interaction: 'email.opened', campaign: 'welcome-email' }];
    const saved = await call('PUT', '/campaigns/resend-welcome', { ...resend, exceptions });
    const { body } = await call('POST', '/preview', { ...resend, exceptions });
    expect(body.warnings).toEqual(saved.body.warnings);
    expect(body.warnings).toHaveLength(1);
  });

  test.each([
    [{ definition: resend, userId: '' }, 'userId'],
    [{ definition: resend, trigger: 'now' }, 'trigger'],
    [{ definition: resend, user: 'ada' }, 'user'],
  ])('POST /preview refuses the body %j', async (request, path) => {
    const { status, body } = await openApi().call('POST', '/preview', request);
    expect([status, body.error.code, body.error.details[0].path]).toEqual([422, 'invalid-preview', path]);
  });

  test('a preview writes nothing, not even the address that only a profile has', async () => {
    const written: string[] = [];
    const watch = createWriteWatch(written);
    const watched = (services: Services): Services => ({
      ...services,
      senderChannels: new Set(['email']),
      contacts: watch('contacts', { ...services.contacts, get: async () => undefined }, ['update']),
      profiles: {
        ...watch('profiles', services.profiles, ['update']),
        get: async () => ({ fields: { email: { value: 'ada@example.com', at: 0 } } }),
      },
      rows: watch('rows', services.rows, ['write', 'archiveDecisions']),
      campaigns: watch('campaigns', services.campaigns, ['write']),
      deliveries: watch('deliveries', services.deliveries, ['write']),
      counts: watch('counts', services.counts, ['add']),
      outbox: watch('outbox', services.outbox, ['send']),
    });
    const { call } = openApi({ services: watched, sending: SMTP });
    const { body } = await call('POST', '/preview', { definition: resend, userId: 'ada' });
    expect(body.messages).toMatchObject([{ target: 'a…@example.com' }]);
    expect(written).toEqual([]);
  });
});

describe('the messages of a campaign with variants', () => {
  const { messages: _, ...fields } = resend;
  const withVariants = {
    ...fields,
    controlGroup: 10,
    variants: [
      { name: 'short', share: 45, messages: [{ channel: 'push', body: 'short' }] },
      { name: 'long', share: 45, messages: [{ channel: 'push', body: 'long {{ user.name }}' }] },
    ],
  };
  const [LONG, CONTROL] = [userWithin(resend.id, 4_500, 9_000), userWithin(resend.id, 9_000, 10_000)];

  async function openWithVariants() {
    const { call } = openApi();
    await call('PUT', `/campaigns/${resend.id}`, withVariants);
    return { call, of: (query: string) => call('GET', `/campaigns/${resend.id}/messages?userId=${query}`) };
  }

  test('a preview renders the messages of all variants, and names the variant of the user (R46)', async () => {
    const { of } = await openWithVariants();
    const { body } = await of(LONG);
    expect(body).toMatchObject({
      variant: 'long',
      messages: [
        { channel: 'push', variant: 'short', part: 0, content: { body: 'short' } },
        { channel: 'push', variant: 'long', part: 0, content: { body: 'long ' } },
      ],
    });
    expect(body).not.toHaveProperty('isControl');
  });

  test('a preview says that a user is in the control group, and would be sent nothing (R46)', async () => {
    const { of } = await openWithVariants();
    const { body } = await of(CONTROL);
    expect(body).toMatchObject({ isControl: true, messages: [{ variant: 'short' }, { variant: 'long' }] });
    expect(body).not.toHaveProperty('variant');
  });

  test('a preview renders the variant that is asked for, and knows no other (R46)', async () => {
    const { of } = await openWithVariants();
    expect((await of(`${CONTROL}&variant=long`)).body.messages).toMatchObject([{ variant: 'long' }]);
    const unknown = await of(`${LONG}&variant=longer`);
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'unknown-variant']);
  });

  test('a preview of a definition renders all of its variants, or the one that is asked for (R46)', async () => {
    const { call } = openApi();
    const of = async (more: object) => call('POST', '/preview', { definition: withVariants, ...more });
    expect((await of({})).body.messages).toMatchObject([{ variant: 'short' }, { variant: 'long' }]);
    expect((await of({ variant: 'short' })).body.messages).toMatchObject([{ variant: 'short' }]);
    const unknown = await of({ variant: 'longer' });
    expect([unknown.status, unknown.body.error.code]).toEqual([422, 'invalid-preview']);
  });
});
