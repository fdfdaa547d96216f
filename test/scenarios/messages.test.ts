import { describe, expect, test } from 'vitest';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { finishClaims } from '../../engine/finish-claims.ts';
import { applyTriggers } from '../harness/scenarios/matched.ts';
import { at, isKnown, receives, reminder, type Story, story } from '../harness/scenarios/story.ts';

const mail = (subject: string, body = 'Hello') => ({ channel: 'email', subject, body });
const sms = (body: string) => ({ channel: 'sms', body });
const when = (time: string) => new Date(at(time)).toISOString();

/** Returns the last decision about a user. */
async function last(tale: Story, userId: string) {
  const { decision, reason, detail } = (await tale.decisions(userId)).at(-1) ?? {};
  return { decision, reason, detail };
}

describe('a message that must not be sent', () => {
  test('an email with a blank subject is withheld from a user without a first name, with the reason (R76)', async () => {
    const tale = await story(reminder({ messages: [sms('Hi'), mail(' {{ user.first_name }}\n')] }));
    await tale.does('09:10', isKnown('ann', { first_name: 'Ann' }), isKnown('bob', { first_name: ' \u200b\n' }));
    await tale.does('09:30', receives('ann'), receives('bob'), receives('cyd'));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    const withheld = { decision: 'withheld', reason: 'blank', detail: 'email subject: it shows nothing' };
    expect([await last(tale, 'bob'), await last(tale, 'cyd')]).toEqual([withheld, withheld]);
    expect(tale.warnings).toEqual([]);
  });

  test.each([
    ['the body of an email', mail('Hi', '{{ user.a }}'), 'email body'],
    ['the body of an SMS', sms('{{ user.a }}'), 'sms body'],
    ['the body of a push', { channel: 'push', title: 'Hi', body: '{{ user.a }}' }, 'push body'],
    [
      'the body of an in-app message',
      { channel: 'in_app_message', title: 'Hi', body: '{{ user.a }}' },
      'in_app_message body',
    ],
    [
      'the body of a content card',
      { channel: 'content_card', url: 'https://shop.example', body: '{{ user.a }}' },
      'content_card body',
    ],
  ])('a message is withheld if %s is blank, and sent if it is not (R76)', async (_what, message, field) => {
    const tale = await story(reminder({ messages: [message] }));
    await tale.does('09:10', isKnown('ann', { a: 'a' }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await last(tale, 'bob')).toEqual({
      decision: 'withheld',
      reason: 'blank',
      detail: `${field}: it shows nothing`,
    });
  });

  test.each([
    ['a Hangul filler', '\u3164'],
    ['an empty Braille pattern', '\u2800'],
    ['a variation selector', '\ufe0f'],
  ])('an SMS that only contains %s is withheld as blank (R76)', async (_, text) => {
    const tale = await story(reminder({ messages: [sms('{{ user.a }}')] }));
    await tale.does('09:10', isKnown('ann', { a: text }), isKnown('bob', { a: `❤${text}` }));
    await tale.does('09:30', receives('ann'), receives('bob'));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['bob 10:30']);
    expect(await last(tale, 'ann')).toMatchObject({ decision: 'withheld', reason: 'blank' });
  });

  test('a message with blank optional fields is not withheld: a push without a title is sent (R76)', async () => {
    const messages = [{ channel: 'push', title: '{{ user.a }}', body: 'Hi' }];
    const tale = await story(
      reminder({ messages: [...messages, { channel: 'webhook', url: 'https://a', body: '{{ user.a }}' }] }),
    );
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
  });

  test('a message that its template aborts is withheld with the reason, and the user stays eligible (R76)', async () => {
    const body = '{% if user.city %}{{ user.city }}{% else %}{% abort_message "no city known" %}{% endif %}';
    const tale = await story(reminder({ messages: [sms(body)] }));
    await tale.does('09:30', receives('ann'));
    await tale.until('10:45');
    expect(await last(tale, 'ann')).toEqual({
      decision: 'withheld',
      reason: 'aborted',
      detail: 'sms body: no city known',
    });
    expect(await tale.counts()).toMatchObject({ 'withheld:aborted': 1 });
    await tale.does('11:00', isKnown('ann', { city: 'Rome' }));
    await tale.does('11:30', receives('ann'));
    await tale.until('13:00');
    expect(tale.sent()).toEqual(['ann 12:30']);
  });

  test('a message whose template fails is withheld: the channel, the field and the reason are recorded (R75)', async () => {
    const body = 'Each: {{ 100 | divided_by: trigger.properties.count }}';
    const tale = await story(reminder({ messages: [sms('Hi'), mail('Hi', body)] }));
    await tale.does(
      '09:30',
      receives('ann', { properties: { count: 4 } }),
      receives('bob', { properties: { count: 0 } }),
    );
    await tale.until('11:00');
    expect(tale.messages().map(({ messages }) => messages[1]?.['body'])).toEqual(['Each: 25']);
    expect(await last(tale, 'bob')).toMatchObject({
      decision: 'withheld',
      reason: 'render-error',
      detail: expect.stringMatching(/^email body: divided_by: the result is no number .*, line:1, col:7$/),
    });
    expect(tale.warnings).toEqual(['RENDER_FAILED']);
  });

  test('a message too large for the bus is withheld: it is recorded with its size, the trigger included', async () => {
    const bodies = { channel: 'content_card', body: `{{ trigger.properties.a | slice: 0, 99000 }}` };
    const tale = await story(reminder({ messages: [bodies, bodies] }));
    const properties = (length: number) => ({ properties: { a: 'x'.repeat(length) } });
    await tale.does('09:30', receives('ann', properties(80_000)), receives('bob', properties(90_000)));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30']);
    expect(await last(tale, 'bob')).toMatchObject({
      reason: 'too-large',
      detail: expect.stringMatching(/^the messages and their trigger have 270,\d{3} bytes, at most 261,120$/),
    });
  });

  test('a message that is both too large and blank is withheld with the reason too large (R95)', async () => {
    const card = { channel: 'content_card', body: '{{ trigger.properties.a }}' };
    const tale = await story(reminder({ messages: [sms('{{ user.a }}'), card, card] }));
    await tale.does('09:30', receives('bob', { properties: { a: 'x'.repeat(90_000) } }));
    await tale.until('11:00');
    expect(await last(tale, 'bob')).toMatchObject({ reason: 'too-large' });
  });

  test('a message whose template exceeds its limits does not delay the messages to other users (R78)', async () => {
    const loops = '{% for i in (1..trigger.properties.n) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}';
    const tale = await story(reminder({ messages: [sms(loops)] }));
    const times = (n: number) => ({ properties: { n } });
    await tale.does('09:30', receives('ann', times(1)), receives('bob', times(1_000_000)), receives('cyd', times(20)));
    await tale.until('11:00');
    expect(tale.sent()).toEqual(['ann 10:30', 'cyd 10:30']);
    expect(await last(tale, 'bob')).toMatchObject({ detail: 'sms body: the messages take more than 50,000 steps' });
  });
});

describe('the content of a message', () => {
  test('the content of a message contains only the id and the name of the campaign, and no audience (R77)', async () => {
    const tale = await story(reminder({ messages: [sms('{{ campaign | json }}{{ campaign.triggers }}')] }));
    await tale.does('09:30', receives('ann'));
    await tale.until('11:00');
    expect(tale.messages()[0]?.messages).toEqual([{ channel: 'sms', body: '{"id":"reminder","name":"Reminder"}' }]);
  });

  test.each([
    ['as its producer wrote it', { occurredAt: '2026-12-01T10:30:00+01:00' }, '2026-12-01T10:30:00+01:00'],
    ['as it arrived where the event has none', { occurredAt: null }, when('09:30')],
  ])('the content of a message contains the instant of the trigger %s (R77)', async (_what, more, occurredAt) => {
    const tale = await story(
      reminder({ messages: [sms("{{ trigger.occurredAt }} {{ trigger.occurredAt | date: '%H:%M', 'Asia/Tokyo' }}")] }),
      reminder({ id: 'now', delay: 'none', exceptions: [], messages: [sms('{{ trigger.occurredAt }}')] }),
    );
    await tale.does('09:30', receives('ann', { id: 'e1', ...more }));
    await tale.until('11:00');
    const [immediate, later] = tale.messages();
    expect(immediate?.messages).toEqual([{ channel: 'sms', body: occurredAt }]);
    expect(later?.messages).toEqual([{ channel: 'sms', body: `${occurredAt} 18:30` }]);
    expect(later?.trigger).toMatchObject({ id: 'e1', occurredAt, userId: 'ann', interaction: 'email.received' });
    expect(immediate?.trigger).toEqual(later?.trigger);
  });

  test('the content of a message is the same in a repeat, even if the trigger was repeated later (R71)', async () => {
    const tale = await story(
      reminder({ delay: 'none', exceptions: [], messages: [sms("{{ trigger.occurredAt }} {{ 'now' | date: '%s' }}")] }),
    );
    const dispatched: MessageDispatched[] = [];
    const dying = async (message: MessageDispatched): Promise<never> => {
      dispatched.push(message);
      throw new Error('the process died');
    };
    const services = { ...tale.services, outbox: { ...tale.services.outbox, send: dying } };
    tale.clockOnly('09:30');
    const event = receives('ann', { id: 'e1', occurredAt: null });
    await expect(applyTriggers(tale.event('09:30', event), services)).rejects.toThrow('died');
    tale.clockOnly('09:45');
    await expect(finishClaims(tale.event('09:45', event), services)).rejects.toThrow('died');
    expect(dispatched).toHaveLength(2);
    expect(dispatched[1]).toEqual(dispatched[0]);
  });
});
