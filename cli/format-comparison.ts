import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { explainReason, formatTime } from '../language/en.ts';
import type {
  CampaignDifference,
  ChangedMessage,
  DifferenceCounts,
  OtherOutcome,
  UnmatchedMessage,
} from '../rehearse/compare-rehearsals.ts';
import type { SentMessage } from '../rehearse/message-recorder.ts';
import type { ComparedRehearsal } from '../rehearse/rehearse-versions.ts';
import { formatPlayed, formatRefused } from './format-rehearsal.ts';
import { formatCount } from './format-table.ts';

/** The largest number of messages that each list shows unless all are requested. */
const MAX_SHOWN = 50;

/** Formats the differences of two versions as text for people. */
export function formatComparison({ rehearsal, comparison }: ComparedRehearsal, showsAll: boolean): string[] {
  const { total, campaigns, fewer, more, changed } = comparison;
  const shown = showsAll ? Number.POSITIVE_INFINITY : MAX_SHOWN;
  return [
    ...formatPlayed(rehearsal),
    '',
    `all campaigns: ${formatCounts(total)}`,
    ...formatCampaigns(campaigns),
    ...formatList('fewer', fewer, { shown, formatLine: (each) => formatUnmatched(each, 'after') }),
    ...formatList('more', more, { shown, formatLine: (each) => formatUnmatched(each, 'before') }),
    ...formatList('changed', changed, { shown, formatLine: formatChanged }),
    ...formatRefused(rehearsal),
  ];
}

function formatCampaigns(campaigns: readonly CampaignDifference[]): string[] {
  const different = campaigns.filter(({ fewer, more, changed }) => fewer + more + changed > 0);
  const equal = campaigns.length - different.length;
  return [
    ...different.map(({ campaignId, onlyIn, ...counts }) => {
      const where = onlyIn === undefined ? '' : ` (only ${onlyIn})`;
      return `${campaignId}${where}: ${formatCounts(counts)}`;
    }),
    ...(equal > 0 ? [`${formatCount(equal, 'campaign')} without a difference`] : []),
  ];
}

function formatCounts({ fewer, more, changed, sentBefore, sentAfter }: DifferenceCounts): string {
  return `${fewer} fewer, ${more} more, ${changed} changed (sent before: ${sentBefore}, after: ${sentAfter})`;
}

interface ListFormat<Item> {
  /** The largest number of items that are shown. */
  readonly shown: number;
  readonly formatLine: (item: Item) => string;
}

function formatList<Item>(name: string, items: readonly Item[], { shown, formatLine }: ListFormat<Item>): string[] {
  if (items.length === 0) return [];
  const more = items.length > shown ? [`  and ${items.length - shown} more; --verbose lists all`] : [];
  return ['', `${items.length} ${name}`, ...items.slice(0, shown).map((item) => `  ${formatLine(item)}`), ...more];
}

function formatUnmatched({ message, other }: UnmatchedMessage, otherVersion: 'before' | 'after'): string {
  return `${formatMessage(message)}; ${otherVersion}: ${explainOutcome(other)}`;
}

function formatChanged({ message, atBefore, hasOtherContent }: ChangedMessage): string {
  const changes = [
    ...(atBefore === message.at ? [] : [`before: at ${formatAt(atBefore)}`]),
    ...(hasOtherContent ? ['the content differs'] : []),
  ];
  return [formatMessage(message), ...changes].join('; ');
}

function formatMessage({ at, campaignId, userId, eventId }: SentMessage): string {
  return `${formatAt(at)}  ${campaignId}  ${userId}  (event ${eventId})`;
}

/** Returns in words what a version decided about the trigger of a message that it does not send. */
function explainOutcome(other: OtherOutcome): string {
  switch (other.outcome) {
    case 'no-campaign':
      return 'the campaign is not there';
    case 'no-decision':
      return 'nothing was decided about the event';
    case 'waiting':
      return 'the user still waits at the end';
    case 'control':
      return 'the user is in the control group';
    case 'withheld':
    case 'cancelled': {
      const what = other.outcome === 'withheld' ? 'not sent' : 'wait cancelled';
      return other.reason === undefined ? what : `${what}: ${explainReason(other.outcome, other.reason)}`;
    }
  }
}

function formatAt(at: Instant): string {
  return formatTime(formatInstant(at));
}
