import { describe, expect, test } from 'vitest';
import { compareRehearsals, type RecordedRehearsal } from '../../rehearse/compare-rehearsals.ts';
import type { RehearsedMessages, SentMessage } from '../../rehearse/message-recorder.ts';
import { START } from '../harness/rehearse/recording.ts';

type Sent = Readonly<Record<string, Partial<SentMessage>>>;
type Unsent = Readonly<
  Record<string, RehearsedMessages['unsent'] extends ReadonlyMap<string, infer Outcome> ? Outcome : never>
>;

/** Creates a version that sends messages, by enrollment id, of the campaigns `a` and `b`, unless others are named. */
function version(sent: Sent, { unsent = {}, ids = ['a', 'b'] }: { unsent?: Unsent; ids?: string[] } = {}) {
  const messages = Object.entries(sent).map(([id, fields]): [string, SentMessage] => [
    id,
    { campaignId: 'a', userId: id, eventId: `event-${id}`, at: START, content: 'hello', ...fields },
  ]);
  const campaigns = ids.map((campaignId) => ({
    campaignId,
    name: `Campaign ${campaignId}`,
    sent: messages.filter(([, message]) => message.campaignId === campaignId).length,
    ...{ enrolled: 0, withheld: {}, cancelled: {}, held: 0, lateExceptions: 0, conversions: {}, waiting: 0 },
  }));
  return {
    campaigns,
    messages: { sent: new Map(messages), unsent: new Map(Object.entries(unsent)) },
  } satisfies RecordedRehearsal;
}

const usersOf = (all: readonly { readonly message: SentMessage }[]) => all.map(({ message }) => message.userId);

describe('the comparison of two versions of campaigns', () => {
  test('the comparison of two versions finds no difference between equal messages, in whatever order they left', () => {
    const { total, fewer, more, changed } = compareRehearsals(
      version({ ada: {}, ben: {} }),
      version({ ben: {}, ada: {} }),
    );
    expect({ fewer, more, changed }).toEqual({ fewer: [], more: [], changed: [] });
    expect(total).toEqual({ sentBefore: 2, sentAfter: 2, fewer: 0, more: 0, changed: 0 });
  });

  test('the comparison of two versions counts fewer, more and changed messages of each campaign and of all', () => {
    const { total, campaigns } = compareRehearsals(
      version({ ada: {}, ben: {}, cleo: { campaignId: 'b' } }),
      version({ ben: { content: 'hi' }, cleo: { campaignId: 'b' }, dara: { campaignId: 'b' }, emil: {}, fay: {} }),
    );
    expect(total).toEqual({ sentBefore: 3, sentAfter: 5, fewer: 1, more: 3, changed: 1 });
    expect(campaigns).toEqual([
      { campaignId: 'a', name: 'Campaign a', sentBefore: 2, sentAfter: 3, fewer: 1, more: 2, changed: 1 },
      { campaignId: 'b', name: 'Campaign b', sentBefore: 1, sentAfter: 2, fewer: 0, more: 1, changed: 0 },
    ]);
  });

  test('the comparison of two versions reports what the other version decided about a message that it does not send', () => {
    const before = version({ ada: {}, ben: {}, cleo: {}, dara: {} });
    const after = version(
      { emil: {} },
      {
        unsent: {
          ada: { outcome: 'withheld', reason: 'stale' },
          ben: { outcome: 'cancelled', reason: 'exception' },
          cleo: { outcome: 'waiting' },
        },
      },
    );
    const { fewer, more } = compareRehearsals(before, after);
    expect(fewer.map(({ message, other }) => [message.userId, other])).toEqual([
      ['ada', { outcome: 'withheld', reason: 'stale' }],
      ['ben', { outcome: 'cancelled', reason: 'exception' }],
      ['cleo', { outcome: 'waiting' }],
      ['dara', { outcome: 'no-decision' }],
    ]);
    expect(more).toMatchObject([{ message: { userId: 'emil' }, other: { outcome: 'no-decision' } }]);
  });

  test('the comparison of two versions names the only version that has a campaign', () => {
    const before = version({ ada: {} }, { ids: ['a', 'c'] });
    const { campaigns, fewer, more } = compareRehearsals(
      before,
      version({ ben: { campaignId: 'b' } }, { ids: ['b', 'c'] }),
    );
    expect(campaigns.map(({ campaignId, onlyIn }) => [campaignId, onlyIn])).toEqual([
      ['b', 'after'],
      ['c', undefined],
      ['a', 'before'],
    ]);
    expect([...fewer, ...more].map(({ other }) => other)).toEqual([
      { outcome: 'no-campaign' },
      { outcome: 'no-campaign' },
    ]);
  });

  test('the comparison of two versions lists a message as changed if it leaves a millisecond later, or with another content', () => {
    const { changed } = compareRehearsals(
      version({ ada: {}, ben: {}, cleo: {}, dara: {} }),
      version({ ada: { at: START + 1 }, ben: { content: 'hi' }, cleo: { at: START + 1, content: 'hi' }, dara: {} }),
    );
    const listed = changed.map(({ message, atBefore, hasOtherContent }) => [
      message.userId,
      message.at,
      atBefore,
      hasOtherContent,
    ]);
    expect(listed).toEqual([
      ['ben', START, START, true],
      ['ada', START + 1, START, false],
      ['cleo', START + 1, START, true],
    ]);
  });

  test('the comparison of two versions orders messages by time, then by campaign, user and event', () => {
    const sent = {
      e5: { at: START + 1 },
      e4: { campaignId: 'b', userId: 'ada' },
      e3: { userId: 'ben' },
      e2: { userId: 'ada', eventId: '2' },
      e1: { userId: 'ada', eventId: '1' },
    };
    const { fewer } = compareRehearsals(version(sent), version({}));
    expect(usersOf(fewer)).toEqual(['ada', 'ada', 'ben', 'ada', 'e5']);
    expect(fewer.map(({ message }) => message.eventId)).toEqual(['1', '2', 'event-e3', 'event-e4', 'event-e5']);
  });
});
