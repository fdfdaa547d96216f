import { describe, expect, test } from 'vitest';
import type { StatisticsView } from '../../core/contracts/statistics-view.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import type { DeliveryReport } from '../../core/feedback.ts';
import { applyFeedback } from '../../engine/apply-feedback.ts';
import { dispatchWave } from '../../engine/dispatch-wave.ts';
import { requestRecount } from '../../engine/recount-statistics.ts';
import { viewStatistics } from '../../engine/view-statistics.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { leaving } from '../harness/scenarios/leaving.ts';
import {
  at,
  buys,
  isKnown,
  isMerged,
  opens,
  receives,
  reminder,
  type Story,
  story,
  storyWithSenders,
} from '../harness/scenarios/story.ts';

/** Returns the statistics of the reminder. */
async function statisticsOf(
  { services }: Story,
  query: { readonly from?: string; readonly to?: string; readonly isByDay?: boolean } = {},
): Promise<StatisticsView> {
  const campaign = await services.campaigns.get('reminder');
  if (campaign === undefined) throw new Error('expected the reminder');
  return viewStatistics(campaign, { isByDay: true, ...query }, services);
}

/** Returns what each group was sent, and how many of them converted. */
function groupsOf({ epochs }: StatisticsView): Record<string, string>[] {
  return epochs.map(({ groups }) =>
    Object.fromEntries(
      groups.map(({ group, variant, sent, conversions }) => {
        const converted = Object.entries(conversions).map(([letter, { count }]) => ` ${letter}${count}`);
        return [variant ?? group, `${sent}${converted.join('')}`];
      }),
    ),
  );
}

const HALF_CONTROL = {
  controlGroup: 50,
  exceptions: [],
  conversions: { A: { behavior: 'purchase.made', within: '3 days' } },
};
const USERS = Array.from({ length: 40 }, (_, each) => `user-${each}`);

describe('the statistics of a campaign', () => {
  test('nothing is counted of a campaign that asks for none (R48)', async () => {
    const told = await story(reminder());
    await told.does('09:00', receives('ann'));
    await told.until('12:00');
    expect(await statisticsOf(told)).toMatchObject({ isOn: false, epochs: [], days: [] });
    expect((await told.row('ann')).decisions.map(({ counted }) => counted)).toEqual([undefined, undefined]);
  });

  test('a campaign with statistics: true counts its messages, and users by the reason why they got none (R48)', async () => {
    const told = await story(reminder({ statistics: true }));
    await told.does('09:00', receives('ann'), receives('ben'), receives('cleo'));
    await told.does('09:30', opens('ben'));
    await told.until('12:00');
    await told.does('12:00', receives('ann'));
    const statistics = await statisticsOf(told);
    expect(statistics).toMatchObject({ isOn: true, companyZone: 'UTC', notes: [] });
    expect(statistics.epochs).toMatchObject([
      {
        epoch: 0,
        version: 1,
        enrolled: 3,
        withheld: { 'already-received': 1 },
        cancelled: { exception: 1 },
        groups: [{ group: 'messages', sent: 2, conversions: {} }],
      },
    ]);
  });

  test('messages, control users and their conversions are counted by group, whatever is repeated (R46, R47, R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    const all = USERS.map((user) => receives(user));
    await told.does('09:00', ...all, ...all);
    await told.until('12:00');
    const bought = USERS.slice(0, 20).map((user) => buys(user));
    await told.does('13:00', ...bought, ...bought);
    const [groups] = groupsOf(await statisticsOf(told));
    const outcomes = await Promise.all(USERS.map((user) => told.decided(user)));
    const controls = outcomes.filter((decided) => decided.includes('control'));
    const converted = (decision: string) =>
      outcomes.filter((decided) => decided.includes(decision) && decided.some((each) => each.startsWith('converted')));
    expect(controls.length).toBeGreaterThan(5);
    expect(groups).toEqual({
      control: `${controls.length} A${converted('control').length}`,
      messages: `${40 - controls.length} A${converted('dispatched').length}`,
    });
    expect(converted('control').length + converted('dispatched').length).toBe(20);
  });

  test('a conversion is counted to the day of its dispatch, in the zone of the company (R48)', async () => {
    const told = await story();
    await told.services.settings.write({ rev: 1, settings: { companyZone: 'Pacific/Auckland' }, history: [] });
    await told.publishes(reminder({ ...HALF_CONTROL, controlGroup: 0 }));
    await told.does('09:30', receives('ann'));
    await told.until('10:30');
    await told.until('30:00');
    await told.does('30:00', buys('ann'));
    const { days } = await statisticsOf(told);
    // 10:30 in UTC is 23:30 in Auckland, on the same day.
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' }).format(at('10:30'));
    expect(days).toMatchObject([{ day: local, groups: [{ group: 'messages', sent: 1, conversions: { A: 1 } }] }]);
  });

  test('other shares begin another epoch, and equal ones do not, also after a stop (R46, R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    await told.publishes(reminder({ ...HALF_CONTROL, name: 'Another name' }));
    await told.stops('reminder');
    await told.publishes(reminder({ ...HALF_CONTROL, name: 'A third name' }));
    expect((await statisticsOf(told)).epochs).toHaveLength(1);
    await told.publishes(reminder({ ...HALF_CONTROL, controlGroup: 20 }));
    await told.does('13:00', ...USERS.map((user) => receives(`other-${user}`)));
    await told.until('16:00');
    const statistics = await statisticsOf(told);
    expect(statistics.epochs.map(({ epoch, shares }) => [epoch, shares])).toEqual([
      [0, { control: 50 }],
      [1, { control: 20 }],
    ]);
    const sent = statistics.epochs.map(({ groups }) => groups.reduce((sum, group) => sum + group.sent, 0));
    expect(sent).toEqual([40, 40]);
    expect(statistics.notes).toContain('several-epochs');
  });

  test('a conversion counts in the epoch of its message, although the shares were changed before it (R47, R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    await told.publishes(reminder({ ...HALF_CONTROL, controlGroup: 20 }));
    await told.does('13:00', ...USERS.map((user) => buys(user)));
    const [first, second] = groupsOf(await statisticsOf(told));
    const [control, messages] = [first?.['control'] ?? '', first?.['messages'] ?? ''];
    expect(control).toMatch(/^(\d+) A\1$/);
    expect(messages).toMatch(/^(\d+) A\1$/);
    expect(second).toEqual({ control: '0 A0', messages: '0 A0' });
  });

  test('only the days that were asked for are counted (R48)', async () => {
    const told = await story(reminder({ statistics: true }));
    await told.does('09:00', receives('ann'));
    await told.until('12:00');
    await told.until('33:00');
    await told.does('33:00', receives('ben'));
    await told.until('40:00');
    const { days = [] } = await statisticsOf(told);
    expect(days).toHaveLength(2);
    const [first = '', second = ''] = days.map(({ day }) => day);
    const sent = async (query: { from?: string; to?: string }) =>
      groupsOf(await statisticsOf(told, query)).map(({ messages }) => messages);
    expect(await sent({ to: first })).toEqual(['1']);
    expect(await sent({ from: second })).toEqual(['1']);
    expect(await sent({ from: first, to: second })).toEqual(['2']);
  });
});

describe('a recount', () => {
  test('a recount finds what live figures lost, and changes nothing that they have (R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    const { statistics } = told.services;
    const before = await statisticsOf(told);
    // As if a crash had taken them.
    await statistics.writeRecounted('reminder', { number: 1, at: at('09:00'), figures: {} });
    expect(groupsOf(await statisticsOf(told))).toEqual([{ control: '0 A0', messages: '0 A0' }]);
    await recount(told);
    await recount(told);
    const after = await statisticsOf(told);
    expect(after.epochs).toEqual(before.epochs);
    expect(after.recountedAt).toBeDefined();
  });

  test('a recount and what is counted after it add up, also at the same instant (R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    await recount(told);
    await told.does('12:00', ...USERS.map((user) => buys(user)));
    const counted = groupsOf(await statisticsOf(told));
    expect(Object.values(counted[0] ?? {}).every((text) => /^(\d+) A\1$/.test(text))).toBe(true);
    await recount(told);
    expect(groupsOf(await statisticsOf(told))).toEqual(counted);
  });

  test('a recount keeps the conversions of users who were merged after their message left (R48, R65)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    await told.does('12:00', ...USERS.map((user) => isMerged(user, `known-${user}`)));
    await told.until('12:30');
    await told.does('13:00', ...USERS.map((user) => buys(user)));
    const counted = groupsOf(await statisticsOf(told));
    expect(Object.values(counted[0] ?? {})).toHaveLength(2);
    expect(Object.values(counted[0] ?? {}).every((text) => /^([1-9]\d*) A\1$/.test(text))).toBe(true);
    await recount(told);
    expect(groupsOf(await statisticsOf(told))).toEqual(counted);
  });

  test('a recount keeps the conversions of users who were merged, converted, and merged again (R48, R65)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', ...USERS.map((user) => receives(user)));
    await told.until('12:00');
    await told.does('12:00', ...USERS.map((user) => isMerged(user, `known-${user}`)));
    await told.until('12:30');
    await told.does('13:00', ...USERS.map((user) => buys(user)));
    await told.does('14:00', ...USERS.map((user) => isMerged(`known-${user}`, `customer-${user}`)));
    await told.until('14:30');
    const counted = groupsOf(await statisticsOf(told));
    expect(Object.values(counted[0] ?? {}).every((text) => /^([1-9]\d*) A\1$/.test(text))).toBe(true);
    await recount(told);
    expect(groupsOf(await statisticsOf(told))).toEqual(counted);
  });

  test('a recount happens once a day by itself while a campaign has statistics, and not otherwise (R48)', async () => {
    const told = await story(reminder({ statistics: true }));
    await told.until('09:01');
    const first = await told.services.recounts.read();
    expect(first).toMatchObject({ number: 1 });
    await told.until('30:00');
    expect((await told.services.recounts.read()).number).toBe(1);
    await told.until('33:01');
    expect(await told.services.recounts.read()).toMatchObject({ number: 2, doneAt: at('33:01') });
    const without = await story(reminder());
    await without.until('60:00');
    expect((await without.services.recounts.read()).rev).toBe(0);
  });

  test('a recount leaves the figures of days that rows no longer remember as they were (R48)', async () => {
    const told = await story(reminder({ statistics: true, reeligibility: 'immediately' }));
    await told.does('09:00', receives('ann'));
    await told.until('12:00');
    const { days: [first] = [] } = await statisticsOf(told);
    await told.machine.advanceTo(told.services.clock.now() + 760 * DAY);
    expect((await told.row('ann')).decisions).toEqual([]);
    await recount(told);
    expect((await statisticsOf(told)).days).toEqual([first]);
  });
});

async function recount({ machine, services }: Story): Promise<void> {
  await requestRecount(services);
  await machine.recount();
}

describe('a recount that is not to happen by itself', () => {
  test('a recount does not happen by itself with dailyRecount: false in the settings, and still happens on demand (R48)', async () => {
    const told = await story();
    await told.services.settings.write({ rev: 1, settings: { dailyRecount: false }, history: [] });
    await told.publishes(reminder({ statistics: true }));
    await told.until('60:00');
    expect((await told.services.recounts.read()).number).toBe(0);
    await recount(told);
    expect(await told.services.recounts.read()).toMatchObject({ number: 1, doneAt: at('60:00') });
  });
});

describe('the epoch of a message', () => {
  test('the epoch of a message is that of its claim, although other shares were published before it was sent (R46, R48)', async () => {
    const told = await story(reminder(HALF_CONTROL));
    await told.does('09:00', receives('ann'));
    const fail = () => Promise.reject(new Error('the bus broke'));
    const broken = { ...told.services, outbox: { send: fail }, reporter: { report: fail } };
    told.clockOnly('11:00');
    await dispatchWave(leaving(told), broken).catch(() => undefined);
    expect((await told.row('ann')).live).toMatchObject([{ state: 'claimed' }]);
    await told.publishes(reminder({ ...HALF_CONTROL, controlGroup: 20 }));
    await told.until('12:00');
    const groups = groupsOf(await statisticsOf(told));
    expect(Object.values(groups[0] ?? {}).toSorted()).toEqual(['0 A0', '1 A0']);
    expect(Object.values(groups[1] ?? {})).toEqual(['0 A0', '0 A0']);
  });
});

describe('the outcomes of the messages that the installation sends', () => {
  const users = ['ann', 'ben', 'cleo'];

  /** Sends the reminder to three users by email, and returns the reports of the provider about their messages. */
  async function sentByEmail(more: object = {}) {
    const email = createScriptedSender('email');
    const setup = {
      policy: { mode: 'live', allow: [] },
      channels: new Set(['email'] as const),
      createSenders: () => [email],
    } as const;
    const messages = [{ channel: 'email', subject: 'Hi', body: 'Hi' }];
    const tale = await storyWithSenders(setup, reminder({ messages, exceptions: [], ...more }));
    await tale.does('09:00', ...users.map((user) => isKnown(user, {}, { email: `${user}@example.com` })));
    await tale.does('09:30', ...users.map((user) => receives(user)));
    await tale.until('11:00');
    const { services, machine } = tale;
    const reports = async (userId: string, ...all: readonly DeliveryReport[]) => {
      const { dispatchId = '' } = tale.messages().find((message) => message.userId === userId) ?? {};
      const key = { dispatchId, channel: 'email', part: 0 } as const;
      for (const report of all) {
        const feedback = { ...key, report, at: services.clock.now() };
        const event = { channel: 'email', key, report: feedback, contact: [], createEntries: () => [] } as const;
        await applyFeedback(event, { ...services, bus: machine.bus });
      }
    };
    return { tale, email, reports };
  }

  const deliveriesOf = ({ epochs }: StatisticsView) =>
    epochs.map(({ groups }) =>
      groups.map(({ group, variant, deliveries }) => [variant ?? group, deliveries?.['email']]),
    );

  test('each message counts once as sent, delivered, opened and clicked, however often it is reported (R48, R86)', async () => {
    const { tale, reports } = await sentByEmail({ statistics: true });
    await reports('ann', 'sent', 'delivered', 'opened', 'opened', 'clicked');
    await reports('ben', 'delivered', 'delivered', 'opened');
    await reports('cleo', 'bounced');
    expect(deliveriesOf(await statisticsOf(tale))).toEqual([
      [['messages', { sent: 3, delivered: 2, opened: 2, clicked: 1, bounced: 1 }]],
    ]);
    await requestRecount(tale.services);
    await tale.until('14:00');
    expect(deliveriesOf(await statisticsOf(tale)), 'after a recount').toEqual([
      [['messages', { sent: 3, delivered: 2, opened: 2, clicked: 1, bounced: 1 }]],
    ]);
  });

  test('a message counts in the variant that it has, and for the day of its dispatch, whenever it is opened (R46, R48)', async () => {
    const variants = [
      { name: 'short', share: 50, messages: [{ channel: 'email', subject: 'Short', body: 'Hi' }] },
      { name: 'long', share: 50, messages: [{ channel: 'email', subject: 'Long', body: 'Hi' }] },
    ];
    const { tale, reports } = await sentByEmail({ messages: undefined, variants });
    await tale.until('day 2 09:00');
    for (const user of users) await reports(user, 'opened');
    const variantOf = (user: string) => tale.messages().find(({ userId }) => userId === user)?.variant;
    const count = (name: string) => users.filter((user) => variantOf(user) === name).length;
    const [groups = []] = deliveriesOf(await statisticsOf(tale, { to: '2026-12-01' }));
    for (const [name, deliveries] of groups)
      expect(deliveries ?? { sent: 0, opened: 0 }, String(name)).toMatchObject({
        sent: count(String(name)),
        opened: count(String(name)),
      });
    expect(deliveriesOf(await statisticsOf(tale, { from: '2026-12-02' }))).toEqual([
      groups.map(([name]) => [name, undefined]),
    ]);
  });

  test('a message that was refused is not counted as sent, and one that is sent later is (R48, R87)', async () => {
    const { tale, email } = await sentByEmail({ statistics: true });
    email.answers({ kind: 'refused', reason: 'no such mailbox' }, { kind: 'later', reason: 'busy' });
    await tale.publishes(
      reminder({
        id: 'second',
        statistics: true,
        exceptions: [],
        messages: [{ channel: 'email', subject: 'Hi', body: 'Hi' }],
      }),
    );
    await tale.does('12:00', receives('ann'), receives('ben'));
    await tale.until('14:00');
    const campaign = await tale.services.campaigns.get('second');
    if (campaign === undefined) throw new Error('expected the second campaign');
    const statistics = await viewStatistics(campaign, { isByDay: false }, tale.services);
    expect(deliveriesOf(statistics)).toEqual([
      [['messages', { sent: 1, delivered: 0, opened: 0, clicked: 0, bounced: 0 }]],
    ]);
  });

  test('nothing is counted of the deliveries of a campaign that asks for no statistics (R48)', async () => {
    const { tale, reports } = await sentByEmail();
    await reports('ann', 'delivered', 'opened');
    expect(await tale.services.deliveries.readFigures('reminder')).toEqual({});
    expect(tale.messages().map(({ statistics }) => statistics)).toEqual([undefined, undefined, undefined]);
  });

  test('a message of a campaign with statistics says for which day and epoch it counts (R48)', async () => {
    const { tale } = await sentByEmail({ statistics: true });
    expect(tale.messages().map(({ statistics }) => statistics)).toEqual(
      users.map(() => ({ day: '2026-12-01', epoch: 0 })),
    );
  });
});
