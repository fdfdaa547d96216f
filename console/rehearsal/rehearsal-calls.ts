import type { RenderedMessage } from '../../core/contracts/dispatch.ts';
import type { DecisionView } from '../../core/standing.ts';
import type { FileFault, FileWarning } from '../../core/yaml-file.ts';
import type { CampaignDifference, DifferenceCounts, OtherOutcome } from '../../rehearse/compare-rehearsals.ts';
import type { CampaignOutcome, Rehearsal } from '../../rehearse/rehearsal.ts';

/** A campaign file, a `campaigns.yaml` or a file of values, as its name says, with its text. */
export interface CampaignText {
  readonly name: string;
  readonly text: string;
}

/** A version of campaigns: files, and definitions that an installation answered. */
export interface CampaignVersionInput {
  readonly files: readonly CampaignText[];
  readonly definitions: readonly unknown[];
}

/** The campaigns, events and settings of a rehearsal in the browser. */
export interface RehearsalInput {
  readonly version: CampaignVersionInput;
  /** The version to compare with. */
  readonly before?: CampaignVersionInput;
  /** The recorded events, one a line. */
  readonly events: Blob;
  /** RFC 3339. */
  readonly until?: string;
  /** The settings of the installation as it answers them. A `campaigns.yaml` overrides those that it sets. */
  readonly installationSettings?: Readonly<Record<string, unknown>>;
}

/** The findings of a file, with their lines and columns. */
export interface FileFindings {
  readonly name: string;
  /** The id of its campaign; absent of other files, and if it has a fault. */
  readonly campaignId?: string;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
  /** True if its campaign is a draft, or is stopped: it is not played. */
  readonly isLeftOut: boolean;
}

/** The progress of a rehearsal. */
export interface RehearsalProgress {
  readonly events: number;
  /** The share of the recording that was read, from 0 to 1. */
  readonly share: number;
}

/** The counts of a rehearsal. Instants are RFC 3339. */
export interface RehearsalSummary extends Pick<Rehearsal, 'events' | 'accepted' | 'leftOut' | 'refused'> {
  readonly from: string;
  readonly until: string;
  readonly campaigns: readonly CampaignOutcome[];
  /** The messages that leave, in equal parts of the time. */
  readonly timeline: readonly TimelinePart[];
  /** The milliseconds that it took. */
  readonly durationMs: number;
  readonly comparison?: ComparisonSummary;
}

/** The number of messages that leave in a part of the time of a rehearsal. */
export interface TimelinePart {
  /** The beginning of the part, RFC 3339. */
  readonly at: string;
  readonly sent: number;
}

/** The counts of the differences from the version before. */
export interface ComparisonSummary {
  readonly total: DifferenceCounts;
  readonly campaigns: readonly CampaignDifference[];
}

/** A decision about a user, with instants in RFC 3339. */
export interface ListedDecision extends DecisionView {
  readonly userId: string;
  readonly enrollmentId: string;
  readonly triggeredAt: string;
}

/** The decisions to list. An absent field does not restrict them. */
export interface DecisionFilter {
  readonly userId?: string;
  readonly campaignId?: string;
  readonly decision?: string;
}

/** A page of a list of the worker. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
}

/** A page of a list, and the number of all of its rows. */
export interface ListedPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** The counts of a campaign at an instant. */
export interface CampaignMoment {
  readonly campaignId: string;
  readonly waiting: number;
  readonly sent: number;
  readonly withheld: number;
  readonly cancelled: number;
  readonly control: number;
}

/** A user who waits at an instant, and until when. Instants are RFC 3339. */
export interface WaitingUser {
  readonly userId: string;
  readonly campaignId: string;
  readonly since: string;
  readonly dueAt?: string;
}

/** The state of a rehearsal at an instant. */
export interface RehearsalMoment {
  readonly at: string;
  readonly campaigns: readonly CampaignMoment[];
  /** The users whose messages are due first, of all who wait. */
  readonly waiting: ListedPage<WaitingUser>;
  /** The last messages that were sent, newest first. */
  readonly sent: ListedPage<ListedDecision>;
}

/** A message that a user was sent. */
export interface InboxDispatch {
  readonly dispatchId: string;
  readonly campaignId: string;
  /** RFC 3339. */
  readonly dispatchedAt: string;
  readonly variant?: string;
  readonly messages: readonly RenderedMessage[];
}

/** The kinds of differences between two versions. */
export const DIFFERENCES = ['fewer', 'more', 'changed'] as const;
export type DifferenceName = (typeof DIFFERENCES)[number];

/** A message that differs between two versions. Instants are RFC 3339. */
export interface ListedDifference {
  readonly difference: DifferenceName;
  readonly at: string;
  readonly campaignId: string;
  readonly userId: string;
  readonly eventId: string;
  /** The outcome in the other version; absent if both send the message. */
  readonly other?: OtherOutcome;
  readonly atBefore?: string;
  readonly hasOtherContent?: boolean;
}

/** The format of an exported file. */
export type ExportFormat = 'csv' | 'jsonl';

/** The calls that the worker answers, with the request and the answer of each. */
export interface RehearsalCalls {
  readonly check: { readonly request: readonly CampaignText[]; readonly answer: readonly FileFindings[] };
  readonly run: {
    readonly request: RehearsalInput;
    /** The faults of the files, if there are any. */
    readonly answer: RehearsalSummary | { readonly faults: readonly string[] };
  };
  readonly list: {
    readonly request: DecisionFilter & PageRequest;
    readonly answer: ListedPage<ListedDecision>;
  };
  readonly moment: { readonly request: { readonly at: number }; readonly answer: RehearsalMoment };
  readonly inbox: {
    readonly request: { readonly userId: string; readonly limit: number };
    readonly answer: ListedPage<InboxDispatch>;
  };
  readonly differences: {
    readonly request: PageRequest & { readonly difference: DifferenceName };
    readonly answer: ListedPage<ListedDifference>;
  };
  readonly exportDecisions: {
    readonly request: DecisionFilter & { readonly format: ExportFormat };
    readonly answer: Blob;
  };
  readonly exportDifferences: { readonly request: { readonly format: ExportFormat }; readonly answer: Blob };
}

export type RehearsalCallName = keyof RehearsalCalls;

/** A call, with the port that its replies go to. */
export type WorkerCall<Name extends RehearsalCallName = RehearsalCallName> = {
  readonly [Each in Name]: {
    readonly name: Each;
    readonly request: RehearsalCalls[Each]['request'];
    readonly port: MessagePort;
  };
}[Name];

/** A reply to a call: how far it is, its answer, or why it failed. */
export type WorkerReply<Answer> =
  | { readonly progress: RehearsalProgress }
  | { readonly answer: Answer }
  | { readonly failed: string };
