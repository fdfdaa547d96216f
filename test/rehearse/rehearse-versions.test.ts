import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { DAY, HOUR } from '../../core/contracts/time-span.ts';
import { rehearseVersions, type VersionsSettings } from '../../rehearse/rehearse-versions.ts';
import { RESEND_FILE, START } from '../harness/rehearse/recording.ts';

/** Parses campaigns, each from the file with some text replaced. */
function campaigns(...replaced: readonly (readonly [string, string])[]) {
  return (replaced.length > 0 ? replaced : [['', ''] as const]).map(([from, to]) => {
    const reading = parseCampaignFile(RESEND_FILE.replace(from, to));
    if ('faults' in reading) throw new Error('expected a campaign without faults');
    return reading.definition;
  });
}

function did(userId: string, interaction: string, after: number) {
  const occurredAt = new Date(START + after).toISOString();
  const Detail = { id: `${userId}-${interaction}`, userId, interaction, campaignId: 'mail', occurredAt };
  return JSON.stringify({ Source: 'test', DetailType: 'Campaign Interaction', Detail });
}

const STORY = [
  did('ada', 'email.received', 0),
  did('ben', 'email.received', HOUR),
  did('ben', 'email.opened', DAY),
  did('cleo', 'email.received', 2 * DAY),
];

async function compare(settings: Partial<VersionsSettings>, events = STORY) {
  const { comparison } = await rehearseVersions({
    campaigns: campaigns(),
    before: { campaigns: campaigns() },
    events: () => Readable.from(events.map((line) => Buffer.from(`${line}\n`))),
    log: { warn: (code) => expect.unreachable(code), logDecisions: () => undefined },
    ...settings,
  });
  return comparison;
}

const short = ({ message, other }: Awaited<ReturnType<typeof compare>>['fewer'][number]) => [message.eventId, other];

describe('a rehearsal of two versions', () => {
  test('a rehearsal of two equal versions finds no difference', async () => {
    const { total, campaigns: each } = await compare({});
    expect(total).toEqual({ sentBefore: 2, sentAfter: 2, fewer: 0, more: 0, changed: 0 });
    expect(each).toMatchObject([{ campaignId: 'resend', sentBefore: 2 }]);
  });

  test('a rehearsal of two versions lists a message that a new exception cancels, and the reason; and the other way round', async () => {
    const without = campaigns(['exceptions: [{ interaction: email.opened, campaign: mail }]', '']);
    const listed = [['ben-email.received', { outcome: 'cancelled', reason: 'exception' }]];
    const [tighter, looser] = [
      await compare({ before: { campaigns: without } }),
      await compare({ campaigns: without }),
    ];
    expect([tighter.fewer.map(short), tighter.more]).toEqual([listed, []]);
    expect([looser.fewer, looser.more.map(short)]).toEqual([[], listed]);
  });

  test('a rehearsal of two versions lists a message that another trigger no longer starts', async () => {
    const other = campaigns(['email.received', 'email.clicked']);
    const { fewer } = await compare({ campaigns: other });
    expect(fewer.map(short)).toEqual([
      ['ada-email.received', { outcome: 'no-decision' }],
      ['cleo-email.received', { outcome: 'no-decision' }],
    ]);
  });

  test('a rehearsal of two versions lists a message that a longer delay leaves waiting at the end', async () => {
    const until = START + 8 * DAY;
    const { fewer } = await compare({ campaigns: campaigns(['7 days', '9 days']), until });
    expect(fewer.map(short)).toEqual([['ada-email.received', { outcome: 'waiting' }]]);
  });

  test('a rehearsal of two versions lists messages that are withheld, with the reason', async () => {
    const blank = campaigns(['body: Hello', 'body: "{% if user.name %}Hello{% endif %}"']);
    const { fewer } = await compare({ campaigns: blank });
    expect(fewer.map(short)).toMatchObject([
      ['ada-email.received', { outcome: 'withheld', reason: 'blank' }],
      ['cleo-email.received', { outcome: 'withheld', reason: 'blank' }],
    ]);
  });

  test('a rehearsal of two versions lists messages with another content, and those that leave at another time', async () => {
    const { changed: texts } = await compare({ campaigns: campaigns(['Hello', 'Hi']) });
    expect(
      texts.map(({ message, atBefore, hasOtherContent }) => [message.userId, message.at === atBefore, hasOtherContent]),
    ).toEqual([
      ['ada', true, true],
      ['cleo', true, true],
    ]);
    const { changed: times } = await compare({ campaigns: campaigns(['7 days', '8 days']) });
    expect(
      times.map(({ message, atBefore, hasOtherContent }) => [message.at - atBefore >= DAY, hasOtherContent]),
    ).toEqual([
      [true, false],
      [true, false],
    ]);
  });

  test('a rehearsal of two versions takes fields and headers of a message in another order for the same content', async () => {
    const webhook = (fields: string) =>
      campaigns(['channel: email, subject: Again, body: Hello', `channel: webhook, ${fields}`]);
    const { total } = await compare({
      campaigns: webhook('body: Hello, url: "https://example.com", headers: { X-Two: b, X-One: a }'),
      before: { campaigns: webhook('url: "https://example.com", headers: { X-One: a, X-Two: b }, body: Hello') },
    });
    expect(total).toMatchObject({ changed: 0, sentAfter: 2 });
  });

  test('a rehearsal of two versions lists the messages of a campaign that is new', async () => {
    const both = campaigns(['', ''], ['id: resend', 'id: second']);
    const { more, campaigns: each } = await compare({ campaigns: both });
    expect(more).toMatchObject([
      { message: { campaignId: 'second', userId: 'ada' }, other: { outcome: 'no-campaign' } },
      { message: { campaignId: 'second', userId: 'cleo' }, other: { outcome: 'no-campaign' } },
    ]);
    expect(each).toMatchObject([
      { campaignId: 'resend', more: 0 },
      { campaignId: 'second', more: 2, onlyIn: 'after' },
    ]);
  });

  test('a rehearsal of two versions counts no message that left before the events were found not to be in order', async () => {
    const [late, early] = [did('emil', 'email.received', 8 * DAY), did('ada', 'email.opened', DAY)];
    const between = { campaigns: campaigns(['Hello', 'Hi']) };
    const comparison = await compare(between, [...STORY, late, early]);
    expect(comparison.changed.map(({ message }) => message.userId)).toEqual(['cleo', 'emil']);
    expect(comparison.total).toMatchObject({ sentBefore: 2, sentAfter: 2 });
    expect(comparison).toEqual(await compare(between, [...STORY.toSpliced(2, 0, early), late]));
  });
});
