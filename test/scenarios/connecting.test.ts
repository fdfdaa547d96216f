import { describe, expect, test } from 'vitest';
import { behaves, buys, interacts, opens, receives, reminder, story } from '../harness/scenarios/story.ts';

const clicked = { interaction: 'email.clicked', campaign: 'welcome' } as const;

describe('connecting a follow-up to a campaign', () => {
  test('a user who received the email before the follow-up was published receives nothing from it (R1)', async () => {
    const tale = await story(reminder());
    await tale.receives('08:59:59.999', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual([]);
    expect(await tale.decided('ann')).toEqual(['withheld before-publication']);
  });

  test('a user who received the email at the instant of publication receives the message (R3)', async () => {
    const tale = await story(reminder());
    await tale.receives('09:00', receives('ann'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00']);
  });

  test('an event counts by the instant it was done, not by its arrival, however late (R2)', async () => {
    const tale = await story(reminder());
    await tale.until('10:30');
    await tale.receives('09:50', receives('ann'));
    await tale.receives('08:50', receives('bob'));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:50']);
    expect(await tale.decided('bob')).toEqual(['withheld before-publication']);
  });

  test('instants in different time zones are compared as instants (R2)', async () => {
    const tale = await story(reminder());
    await tale.receives('09:00', receives('ann', { occurredAt: '2026-12-01T18:00:00+09:00' }));
    await tale.receives('09:00', receives('bob', { occurredAt: '2026-12-01T09:59:59+01:00' }));
    await tale.until('day 2 09:00');
    expect(tale.sent()).toEqual(['ann 10:00']);
  });

  test('a draft reacts to no event', async () => {
    const tale = await story();
    expect(await tale.saves(reminder())).toEqual([]);
    await tale.does('09:30', receives('ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('a target campaign may be unknown to this installation, a draft, or stopped (R4, R7)', async () => {
    const tale = await story(reminder(), { id: 'welcome', name: 'Welcome', sentElsewhere: true });
    await tale.stops('welcome');
    await tale.does('09:30', receives('ann'));
    await tale.until('10:30');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('interactions that come in before a follow-up of their campaign is published are counted, also those that no follow-up listens to (R4)', async () => {
    const tale = await story(reminder());
    await tale.does(
      '09:30',
      receives('ann'),
      receives('bob', { campaignId: 'other' }),
      receives('cyd', { campaignId: 'other' }),
    );
    const countOf = async (key: string) => (await tale.services.arrivals.getByKey(key))?.count;
    expect(await countOf('email.received#welcome')).toBe(1);
    expect(await countOf('email.received#other')).toBe(2);
    expect(await countOf('email.opened#other')).toBeUndefined();
    await tale.until('day 47 09:00');
    expect(await countOf('email.received#other')).toBeUndefined();
  });

  test('an archived target campaign triggers nothing from the instant it was archived (R7)', async () => {
    const tale = await story({ id: 'welcome', name: 'Welcome', sentElsewhere: true }, reminder());
    await tale.until('10:00');
    await tale.archives('welcome');
    await tale.receives('09:59', receives('ann'));
    await tale.receives('10:00', receives('bob'));
    await tale.until('12:00');
    expect(tale.sent()).toEqual(['ann 10:59']);
    expect(await tale.decided('bob')).toEqual(['withheld target-archived']);
  });

  test('an open of an archived target campaign still cancels the waits that began before (R7)', async () => {
    const tale = await story({ id: 'welcome', name: 'Welcome', sentElsewhere: true }, reminder());
    await tale.does('09:30', receives('ann'));
    await tale.archives('welcome');
    await tale.does('09:40', opens('ann'));
    await tale.until('12:00');
    expect(tale.sent()).toEqual([]);
  });

  test('publishing a follow-up of an archived target campaign is refused (R7)', async () => {
    const tale = await story({ id: 'welcome', name: 'Welcome', sentElsewhere: true });
    await tale.archives('welcome');
    expect(await tale.publishes(reminder())).toMatch(/found welcome$/);
    expect((await tale.campaign('reminder')).status).toBe('draft');
  });

  test('a follow-up may have several channels, and may be an in-app message (R9)', async () => {
    const messages = [
      { channel: 'email', subject: 'Hi', body: 'One' },
      { channel: 'in_app_message', body: 'Two' },
    ];
    const tale = await story(reminder({ messages }));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:30');
    expect(tale.messages().map((message) => message.messages)).toEqual([messages]);
  });

  test('several triggers are alternatives: each of them begins the wait, and both together begin one wait (R10)', async () => {
    const triggers = [{ interaction: 'email.received', campaign: 'welcome' }, clicked];
    const tale = await story(reminder({ triggers, exceptions: [] }));
    await tale.does('09:30', receives('ann'), interacts('email.clicked', 'bob'));
    await tale.does('09:31', interacts('email.clicked', 'ann'));
    await tale.until('12:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'bob 10:30']);
  });

  test('an event that matches two triggers of a follow-up begins one wait', async () => {
    const triggers = [clicked, { ...clicked, linkUrl: 'https://a.example' }];
    const tale = await story(reminder({ triggers, reeligibility: 'immediately' }));
    await tale.does('09:30', interacts('email.clicked', 'ann', { linkUrl: 'https://a.example' }));
    await tale.until('12:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('one event triggers every follow-up that listens to it', async () => {
    const tale = await story(reminder(), reminder({ id: 'another', delay: '2 hours' }));
    await tale.does('09:30', receives('ann'));
    await tale.until('12:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder', 'another']);
  });

  test('an interaction with another campaign does not trigger, and neither does a behavior (R11)', async () => {
    const tale = await story(reminder());
    await tale.does(
      '09:30',
      receives('ann', { campaignId: 'another' }),
      buys('ann'),
      behaves('session.started', 'ann'),
    );
    await tale.until('12:00');
    expect(await tale.decided('ann')).toEqual([]);
  });

  test('an interaction without a campaign is refused (R11)', async () => {
    const tale = await story(reminder());
    const [result] = await tale.receives('09:00', receives('ann', { campaignId: null }));
    expect(result).toMatchObject({
      errorCode: 'MalformedDetail',
      errorMessage: expect.stringContaining('Detail.campaignId'),
    });
  });

  test('a follow-up may be the target campaign of another follow-up (R8)', async () => {
    const next = { id: 'next', triggers: [{ interaction: 'email.received', campaign: 'reminder' }], exceptions: [] };
    const tale = await story(reminder(), reminder(next));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:30');
    await tale.does('10:31', receives('ann', { campaignId: 'reminder' }));
    await tale.until('12:00');
    expect(tale.messages().map(({ campaignId }) => campaignId)).toEqual(['reminder', 'next']);
    expect(tale.sent('next')).toEqual(['ann 11:31']);
  });
});

describe('follow-ups that trigger each other', () => {
  /** Defines a follow-up that the clicks on another campaign trigger. */
  const following = (target: string, id: string, reeligibility = 'immediately') =>
    reminder({ id, triggers: [{ interaction: 'email.clicked', campaign: target }], reeligibility });

  test('a follow-up may be the target of another, and that of a third (R8)', async () => {
    const tale = await story(following('welcome', 'first'), following('first', 'second'), following('second', 'third'));
    expect((await tale.campaign('third')).status).toBe('published');
  });

  test('a publication that closes a cycle is refused, and the cycle is named (R8)', async () => {
    const tale = await story(following('third', 'first'), following('first', 'second'));
    const refused =
      'triggers: expected no cycle in which every campaign may be received again, found third -> first -> second -> third';
    expect(await tale.publishes(following('second', 'third'))).toBe(refused);
    expect((await tale.campaign('third')).status).toBe('draft');
  });

  test('an edit that closes a cycle is refused, and the published version stays (R8)', async () => {
    const tale = await story(following('welcome', 'first', 'immediately'), following('first', 'second'));
    expect(await tale.publishes(following('second', 'first'))).toMatch(
      /found first -> second -> first$|found second -> first -> second$/,
    );
    expect(await tale.campaign('first')).toMatchObject({ status: 'published', publishedVersion: 1 });
  });

  test('an edit of the re-eligibility that makes a cycle endless is refused (R8)', async () => {
    const tale = await story(following('second', 'first', 'never'), following('first', 'second'));
    expect(await tale.publishes(following('second', 'first', '30 days'))).toMatch(/found .*first -> second/);
  });

  test('a follow-up that its own messages trigger again and again is refused (R8)', async () => {
    const tale = await story();
    expect(await tale.publishes(following('loop', 'loop'))).toMatch(/found loop -> loop$/);
    expect(await tale.publishes(following('loop', 'loop', 'never'))).toBeUndefined();
  });

  test('a cycle is allowed in which a user receives one campaign once at most, or in which one is stopped (R8)', async () => {
    const once = await story(following('third', 'first'), following('first', 'second', 'never'));
    expect(await once.publishes(following('second', 'third'))).toBeUndefined();
    const stopped = await story(following('third', 'first'), following('first', 'second'));
    await stopped.stops('second');
    expect(await stopped.publishes(following('second', 'third'))).toBeUndefined();
    expect(await stopped.publishes('second')).toMatch(/found .*second/);
  });

  test('a trigger that is a behavior closes no cycle (R8, R11)', async () => {
    const tale = await story(following('second', 'first'));
    const behavior = reminder({
      id: 'second',
      triggers: [{ behavior: 'session.started' }],
      reeligibility: 'immediately',
    });
    expect(await tale.publishes(behavior)).toBeUndefined();
  });
});
