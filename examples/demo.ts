import { createReadStream, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseCampaignFile } from '../core/campaign-file.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../core/contracts/time-span.ts';
import { explainReason } from '../language/en.ts';
import type { Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { rehearse } from '../rehearse/rehearse.ts';

/** The stories, each a campaign of examples/campaigns and its events of examples/events. */
export const STORIES = [
  'free-shipping-discount',
  'onboarding-next-step',
  'abandoned-cart-reminder',
  'resend-welcome',
] as const;

export type Story = (typeof STORIES)[number];

/** Plays a story through the engine, in virtual time. */
export function play(story: Story): Promise<Rehearsal> {
  const file = `${import.meta.dirname}/campaigns/${story}.yaml`;
  const reading = parseCampaignFile(readFileSync(file));
  if ('faults' in reading) throw new Error(`${file}: expected a campaign without faults`);
  return rehearse({
    campaigns: [reading.definition],
    events: () => createReadStream(`${import.meta.dirname}/events/${story}.jsonl`),
    needsUsers: true,
    log: { warn: console.warn, logDecisions: () => undefined },
  });
}

type UserDecision = UserOutcome['decisions'][number] & { readonly userId: string };

/** Formats a story as text: a line for each decision, with its time and the time since the publication. */
export function print({ campaigns, from, users = [] }: Rehearsal): string {
  const decisions = users.flatMap(({ userId, decisions }) =>
    decisions.map((each): UserDecision => ({ ...each, userId })),
  );
  decisions.sort((one, other) => one.at - other.at);
  const lines = decisions.map((each) => `  ${clockTime(each.at)}  ${after(each.at - from)}  ${sentence(each)}`);
  const untouched = users.filter((user) => user.decisions.length === 0).map(({ userId }) => userId);
  const others = untouched.map(
    (userId) => `  ${userId} is never enrolled: nothing that ${userId} did triggers this campaign`,
  );
  return [...campaigns.map(({ name }) => name), ...lines, ...others].join('\n');
}

function sentence({ decision, dueAt, heldUntil, eventId, reason, triggeredAt, at, userId }: UserDecision): string {
  const why = reason === undefined ? '' : `: ${explainReason(decision, reason)}`;
  switch (decision) {
    case 'enrolled':
      return dueAt === triggeredAt
        ? `${userId} is enrolled by ${eventId}`
        : `${userId} is enrolled by ${eventId}, and waits until ${clockTime(dueAt ?? triggeredAt)}`;
    case 'held':
      return `${userId} is held until ${clockTime(heldUntil ?? at)}: quiet hours`;
    case 'dispatched':
      return `${userId} IS SENT THE MESSAGE, ${at === triggeredAt ? 'at once' : `after ${span(at - triggeredAt)}`}`;
    case 'control':
      return `${userId} is in the control group, and is not sent the message`;
    case 'cancelled':
      return `${userId} waits no longer, because of ${eventId}${why}`;
    case 'withheld':
      return `${userId} is not sent anything for ${eventId}${why}`;
    case 'late-exception':
      return `${userId} was sent the message before ${eventId} was known`;
    case 'converted':
      return `${userId} did what the message is for: ${eventId}`;
  }
}

function clockTime(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

function after(length: number): string {
  return `+${span(length)}`.padEnd(12);
}

function span(length: number): string {
  const parts = [
    [Math.floor(length / DAY), 'd'],
    [Math.floor((length % DAY) / HOUR), 'h'],
    [Math.floor((length % HOUR) / MINUTE), 'min'],
    [Math.floor((length % MINUTE) / SECOND), 's'],
  ] as const;
  const largest = parts.filter(([count]) => count > 0).slice(0, 2);
  return largest.map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 s';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const texts: string[] = [];
  for (const story of STORIES) texts.push(print(await play(story)));
  console.log(texts.join('\n\n'));
}
