import { writeInstant } from '../core/contracts/instant.ts';
import { explainDecision, writeTime } from '../language/en.ts';
import type { ByReason, CampaignOutcome, Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { many, table } from './table.ts';

/** What would have come of recorded events, for a person. */
export function writeRehearsal({ campaigns, events, from, leftOut, refused, until, users = [] }: Rehearsal): string[] {
  const [first, last] = [writeTime(writeInstant(from)), writeTime(writeInstant(until))];
  return [
    `${many(events, 'event')}, campaigns published ${first}, watched until ${last}`,
    ...(leftOut > 0 ? [`${many(leftOut, 'event')} after that, not played`] : []),
    ...campaigns.flatMap((campaign) => ['', ...campaignLines(campaign)]),
    ...users.flatMap(userLines),
    ...(refused.count > 0 ? ['', `${many(refused.count, 'event')} refused`] : []),
    ...refused.first.map(({ line, reason }) => `  line ${line}: ${reason}`),
  ];
}

function campaignLines(outcome: CampaignOutcome): string[] {
  const { campaignId, name, enrolled, sent, withheld, cancelled, held, lateExceptions, waiting } = outcome;
  const unusual: [string, string, string][] = [
    ['  withheld', ...reasons(withheld)],
    ['  cancelled', ...reasons(cancelled)],
    ['  held back', String(held), ''],
    ['  exception too late', String(lateExceptions), ''],
    ['  still waiting', String(waiting), ''],
  ];
  const shown = unusual.filter(([, count]) => count !== '0');
  return [
    `${campaignId} (${name})`,
    ...table([['  enrolled', String(enrolled), ''], ['  sent', String(sent), ''], ...shown]),
  ];
}

/** How often in all, and how often for each reason. */
function reasons(counts: ByReason): [string, string] {
  const each = Object.entries(counts);
  const all = each.reduce((sum, [, count]) => sum + count, 0);
  return [String(all), each.map(([reason, count]) => `${reason} ${count}`).join(', ')];
}

/** Users about whom nothing was decided have no lines. */
function userLines({ userId, decisions }: UserOutcome): string[] {
  if (decisions.length === 0) return [];
  const lines = decisions.map(({ at, dueAt, ...decision }) => {
    const due = dueAt === undefined ? {} : { dueAt: writeInstant(dueAt) };
    const time = writeInstant(at);
    return `  ${writeTime(time)}  ${explainDecision({ ...decision, ...due, at: time })}`;
  });
  return ['', userId, ...lines];
}
