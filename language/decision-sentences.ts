import type { CancelledReason, DecisionName, WithheldReason } from '../core/contracts/decision.ts';
import type { CampaignStanding, DecisionView } from '../core/standing.ts';

/** The sentences about decisions in one language: a code without a sentence does not compile. */
export interface DecisionSentences {
  readonly withheld: Readonly<Record<WithheldReason, string>>;
  readonly cancelled: Readonly<Record<CancelledReason, string>>;
  /** The outcomes, by the name of the decision. Instants are given as they are shown. */
  readonly headlines: {
    readonly enrolled: (dueAt: string | undefined) => string;
    readonly withheld: string;
    readonly cancelled: string;
    readonly held: (until: string | undefined) => string;
    readonly dispatched: (variant: string | undefined) => string;
    readonly control: string;
    readonly 'late-exception': string;
    readonly converted: (conversionEvent: string) => string;
  };
  /** The states of a user in a campaign, without the id of the campaign. */
  readonly standings: {
    readonly unknown: string;
    readonly waiting: (waits: number, dueAt: string | undefined, heldUntil: string | undefined) => string;
    readonly received: (at: string) => string;
    readonly control: (at: string) => string;
    readonly idle: (reason: string | undefined) => string;
  };
}

/** Returns the reason of a decision in words; a reason that is not listed is returned as it is. */
export function findReasonSentence(decision: DecisionName, reason: string, sentences: DecisionSentences): string {
  const { withheld, cancelled } = sentences;
  const listed: Partial<Record<DecisionName, Readonly<Record<string, string>>>> = {
    withheld,
    cancelled,
    'late-exception': { exception: cancelled.exception },
  };
  const found = listed[decision];
  return found !== undefined && Object.hasOwn(found, reason) ? (found[reason] ?? reason) : reason;
}

/** Returns what was decided, without why. `format` formats an instant. */
export function describeHeadline(
  { decision, dueAt, heldUntil, variant, conversionEvent }: DecisionView,
  { headlines }: DecisionSentences,
  format: (instant: string) => string,
): string {
  const optional = (instant: string | undefined) => (instant === undefined ? undefined : format(instant));
  switch (decision) {
    case 'enrolled':
      return headlines.enrolled(optional(dueAt));
    case 'held':
      return headlines.held(optional(heldUntil));
    case 'dispatched':
      return headlines.dispatched(variant);
    case 'converted':
      return headlines.converted(conversionEvent ?? '');
    default:
      return headlines[decision];
  }
}

/** Returns a sentence about how a user stands with a campaign, without the id of the campaign. `format` formats an instant. */
export function describeStanding(
  standing: CampaignStanding,
  sentences: DecisionSentences,
  format: (instant: string) => string,
): string {
  const { standings } = sentences;
  const optional = (instant: string | undefined) => (instant === undefined ? undefined : format(instant));
  switch (standing.state) {
    case 'unknown':
      return standings.unknown;
    case 'waiting':
      return standings.waiting(standing.waits, optional(standing.dueAt), optional(standing.heldUntil));
    case 'received':
      return standings.received(format(standing.at));
    case 'control':
      return standings.control(format(standing.at));
    case 'idle': {
      const { decision, reason } = standing.last;
      return standings.idle(reason === undefined ? undefined : findReasonSentence(decision, reason, sentences));
    }
  }
}
