import { formatInstant } from '../core/contracts/instant.ts';
import type { ChangedMessage, UnmatchedMessage } from '../rehearse/compare-rehearsals.ts';
import type { SentMessage } from '../rehearse/message-recorder.ts';
import type { ComparedRehearsal } from '../rehearse/rehearse-versions.ts';
import { formatJsonWithLists } from './format-json-lists.ts';

/** Formats the differences of two versions for programs: the lines of a JSON object, with one message a line. */
export function formatComparisonJson({ rehearsal, comparison }: ComparedRehearsal): Generator<string[]> {
  const { campaigns: _, ...played } = rehearsal;
  const [from, until] = [formatInstant(rehearsal.from), formatInstant(rehearsal.until)];
  const { fewer, more, changed, ...counts } = comparison;
  return formatJsonWithLists(
    { ...played, from, until, ...counts },
    {
      fewer: fewer.values().map(toUnmatchedJson),
      more: more.values().map(toUnmatchedJson),
      changed: changed.values().map(toChangedJson),
    },
  );
}

function toUnmatchedJson({ message, other }: UnmatchedMessage): object {
  return { ...toMessageJson(message), other };
}

function toChangedJson({ message, atBefore, hasOtherContent }: ChangedMessage): object {
  return { ...toMessageJson(message), atBefore: formatInstant(atBefore), hasOtherContent };
}

function toMessageJson({ at, campaignId, userId, eventId }: SentMessage): object {
  return { at: formatInstant(at), campaignId, userId, eventId };
}
