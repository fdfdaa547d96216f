import { describe, expect, test } from 'vitest';
import { DAY } from '../../core/contracts/time-span.ts';
import { answerInboxMessage, type InboxAnswer, isInInbox } from '../../core/inbox.ts';
import { createInboxEntries } from '../../core/inbox-interactions.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { inboxMessage } from '../harness/adapters/sample-inbox.ts';

const message = inboxMessage('ann');
const card = inboxMessage('ann', { channel: 'content_card' });
const ANSWERS: readonly InboxAnswer[] = [
  { did: 'viewed' },
  { did: 'clicked' },
  { did: 'dismissed' },
  { did: 'pressed', buttonId: 'yes' },
];

describe('answers to a message in an inbox', () => {
  test.each(ANSWERS)('$did is recorded once; a repeat has the instant of the first (R89)', (answer) => {
    const first = answerInboxMessage(message, answer, NOON + 1);
    if ('refused' in first) throw new Error(first.refused);
    expect(first).toMatchObject({ at: NOON + 1, isRepeat: false, message: { rev: 2 } });
    const again = answerInboxMessage(first.message, answer, NOON + 2);
    expect(again).toEqual({ message: first.message, at: NOON + 1, isRepeat: true });
  });

  test.each(ANSWERS)('$did is refused from the instant at which the message expires (R89)', (answer) => {
    expect(answerInboxMessage(message, answer, message.expiresAt - 1)).toMatchObject({ isRepeat: false });
    expect(answerInboxMessage(message, answer, message.expiresAt)).toEqual({ refused: 'expired' });
  });

  test('each button is pressed once, and one that the message does not have is refused (R89)', () => {
    const yes = answerInboxMessage(message, { did: 'pressed', buttonId: 'yes' }, NOON);
    if ('refused' in yes) throw new Error(yes.refused);
    const no = answerInboxMessage(yes.message, { did: 'pressed', buttonId: 'no' }, NOON + 1);
    expect(no).toMatchObject({
      isRepeat: false,
      message: {
        pressed: [
          { buttonId: 'yes', at: NOON },
          { buttonId: 'no', at: NOON + 1 },
        ],
      },
    });
    for (const buttonId of ['maybe', '', 'constructor', '__proto__'])
      expect(answerInboxMessage(message, { did: 'pressed', buttonId }, NOON)).toEqual({ refused: 'unknown-button' });
    const { buttons: _, ...content } = message.content;
    expect(answerInboxMessage({ ...message, content }, { did: 'pressed', buttonId: 'yes' }, NOON)).toEqual({
      refused: 'unknown-button',
    });
  });

  test('a dismissed message is no longer in the inbox, and one that is viewed, clicked or pressed still is (R89)', () => {
    const seen = ANSWERS.map((answer) => {
      const result = answerInboxMessage(message, answer, NOON);
      return 'message' in result && isInInbox(result.message, NOON);
    });
    expect(seen).toEqual([true, true, false, true]);
    expect(isInInbox(message, NOON + 30 * DAY)).toBe(false);
  });
});

describe('interactions of an inbox', () => {
  const namesOf = (answer: InboxAnswer, of = message) =>
    createInboxEntries(of, answer, NOON).map(({ Detail }) => Detail['interaction']);

  test('each answer becomes the interactions of its channel; a button is a click too (R89)', () => {
    expect(ANSWERS.map((answer) => namesOf(answer))).toEqual([
      ['in_app_message.viewed'],
      ['in_app_message.clicked'],
      [],
      ['in_app_message.clicked', 'in_app_message.button_clicked'],
    ]);
    expect(ANSWERS.slice(0, 3).map((answer) => namesOf(answer, card))).toEqual([
      ['content_card.viewed'],
      ['content_card.clicked'],
      ['content_card.dismissed'],
    ]);
  });

  test('an interaction of an inbox is accepted as an event, with the dispatch, the campaign and the button (R89)', () => {
    const entries = createInboxEntries(message, { did: 'pressed', buttonId: 'yes' }, NOON);
    for (const entry of entries)
      expect(parseEntry(entry, { now: NOON, entryId: 'x' })).toMatchObject({
        event: {
          userId: 'ann',
          campaignId: 'reminder',
          at: NOON,
          detail: { dispatchId: 'dispatch-1', buttonId: 'yes' },
        },
      });
  });

  test('a repeat has the same id, and another answer, button or message has another (R89)', () => {
    const idOf = (answer: InboxAnswer, of = message) => createInboxEntries(of, answer, NOON)[0]?.Detail['id'];
    const other = inboxMessage('ann', { dispatchId: 'dispatch-2' });
    const ids = [
      idOf({ did: 'viewed' }),
      idOf({ did: 'clicked' }),
      idOf({ did: 'pressed', buttonId: 'yes' }),
      idOf({ did: 'pressed', buttonId: 'no' }),
      idOf({ did: 'viewed' }, other),
      idOf({ did: 'viewed' }, card),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(idOf({ did: 'viewed' })).toBe(ids[0]);
  });
});

describe('interactions with a message of a variant', () => {
  test('an interaction with a message in an inbox names its variant (R46, R86)', () => {
    const [entry] = createInboxEntries({ ...message, variant: 'short' }, { did: 'viewed' }, NOON);
    expect(entry?.Detail['messageVariationId']).toBe('short');
    const [plain] = createInboxEntries(message, { did: 'viewed' }, NOON);
    expect(plain?.Detail).not.toHaveProperty('messageVariationId');
  });
});
