import { formatInstant } from '../core/contracts/instant.ts';
import { explainDecision, formatTime } from '../language/en.ts';
import type { ByReason, CampaignOutcome, Rehearsal, UserOutcome } from '../rehearse/rehearsal.ts';
import { formatComparedGroups } from './format-statistics.ts';
import { formatCount, formatTable } from './format-table.ts';

/** Formats a rehearsal as text for people. */
export function formatRehearsal(rehearsal: Rehearsal): string[] {
  const { campaigns, users = [] } = rehearsal;
  return [
    ...formatPlayed(rehearsal),
    ...campaigns.flatMap((campaign) => ['', ...formatCampaign(campaign)]),
    ...users.flatMap(formatUser),
    ...formatRefused(rehearsal),
  ];
}

/** Formats what was played: the events, and the time in which the campaigns were watched. */
export function formatPlayed({ events, from, leftOut, until }: Rehearsal): string[] {
  const [first, last] = [formatTime(formatInstant(from)), formatTime(formatInstant(until))];
  return [
    `${formatCount(events, 'event')}, campaigns published ${first}, watched until ${last}`,
    ...(leftOut > 0 ? [`${formatCount(leftOut, 'event')} after that, not played`] : []),
  ];
}

/** Formats the number of refused events, and the reasons of the first. */
export function formatRefused({ refused }: Rehearsal): string[] {
  return [
    ...(refused.count > 0 ? ['', `${formatCount(refused.count, 'event')} refused`] : []),
    ...refused.first.map(({ line, reason }) => `  line ${line}: ${reason}`),
  ];
}

function formatCampaign(outcome: CampaignOutcome): string[] {
  const { campaignId, name, enrolled, sent, withheld, cancelled, held, lateExceptions, waiting, statistics } = outcome;
  const { variants = {}, control } = outcome;
  const byVariant = Object.entries(variants).map(([variant, count]) => `${variant} ${count}`);
  const unusual: [string, string, string][] = [
    ['  withheld', ...formatReasons(withheld)],
    ['  cancelled', ...formatReasons(cancelled)],
    ['  held', String(held), ''],
    ['  exception too late', String(lateExceptions), ''],
    ...formatConversions(outcome),
    ['  still waiting', String(waiting), ''],
  ];
  const shown = unusual.filter(([, count]) => count !== '0');
  return [
    `${campaignId} (${name})`,
    ...formatTable([
      ['  enrolled', String(enrolled), ''],
      ['  sent', String(sent), byVariant.join(', ')],
      ...(control === undefined ? [] : [['  control group', String(control), '']]),
      ...shown,
    ]),
    ...(statistics === undefined ? [] : formatComparedGroups(statistics)),
  ];
}

/** Formats the conversions of each letter: their share of the messages that were sent, those of each variant, and of control users (R47). */
function formatConversions({ conversions, sent }: CampaignOutcome): [string, string, string][] {
  return Object.entries(conversions).map(([letter, counts]) => {
    const share = sent === 0 ? [] : [`${((100 * counts.sent) / sent).toFixed(1)} % of the messages`];
    const variants = Object.entries(counts.variants ?? {}).map(([variant, count]) => `${variant} ${count}`);
    const control = counts.control === undefined ? [] : [`control group ${counts.control}`];
    return [`  conversion ${letter}`, String(counts.sent), [...share, ...variants, ...control].join(', ')];
  });
}

/** Formats the sum of some counts, and the count of each reason. */
function formatReasons(counts: ByReason): [string, string] {
  const each = Object.entries(counts);
  const all = each.reduce((sum, [, count]) => sum + count, 0);
  return [String(all), each.map(([reason, count]) => `${reason} ${count}`).join(', ')];
}

/** Formats the decisions about a user; a user without decisions gets no lines. */
function formatUser({ userId, decisions }: UserOutcome): string[] {
  if (decisions.length === 0) return [];
  const lines = decisions.map(({ at, dueAt, heldUntil, ...decision }) => {
    const due = {
      ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }),
      ...(heldUntil === undefined ? {} : { heldUntil: formatInstant(heldUntil) }),
    };
    const time = formatInstant(at);
    return `  ${formatTime(time)}  ${explainDecision({ ...decision, ...due, at: time })}`;
  });
  return ['', userId, ...lines];
}
