import type { ApplyHolder } from '../core/apply-lease.ts';
import type { ArrivalCount } from '../core/arrivals.ts';
import type { CampaignAct, CampaignActRefusal, RevisionConflict, VersionConflict } from '../core/campaign.ts';
import type { DecisionName } from '../core/contracts/decision.ts';
import { formatFault } from '../core/contracts/fault.ts';
import { formatInteger } from '../core/contracts/format-integer.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { formatTimeSpan } from '../core/contracts/time-span.ts';
import type { DefinitionWarning } from '../core/definition-warnings.ts';
import { CYCLE_EXPECTED } from '../core/find-cycle.ts';
import type { SecretKind } from '../core/find-secrets.ts';
import type { ListeningDraft } from '../core/listening-draft.ts';
import type { OwnershipRefusal } from '../core/project/campaign-plan.ts';
import type { ProjectWarning } from '../core/project/check-project.ts';
import type { SendingFinding } from '../core/sending-findings.ts';
import type { SettingsConflict } from '../core/settings.ts';
import { computeStanding, type DecisionView } from '../core/standing.ts';
import { describeHeadline, describeStanding, findReasonSentence } from './decision-sentences.ts';
import { ENGLISH_DECISIONS } from './decisions-en.ts';
import { explainDeliveryReason } from './delivery-reasons-en.ts';
import { ENGLISH_STATISTICS } from './statistics-sentences.ts';

/** Returns the reason of a decision in words; a reason that is not listed is returned as it is. */
export function explainReason(decision: DecisionName, reason: string): string {
  return findReasonSentence(decision, reason, ENGLISH_DECISIONS);
}

/** Returns one line about a decision, without its time: what was decided, why, and by which event. */
export function explainDecision(decision: DecisionView): string {
  const { campaignId, eventId, exception, reason, detail } = decision;
  const where = detail === undefined ? '' : `: ${detail}`;
  const why = reason === undefined ? '' : `: ${explainReason(decision.decision, reason)}${where}`;
  const which = exception === undefined ? '' : `, exception ${exception}`;
  return `${campaignId}  ${describeHeadline(decision, ENGLISH_DECISIONS, formatTime)}${why} (event ${eventId}${which})`;
}

/** Returns a line about a conversion of a message: when it was recorded, which letter, and by which event (R47). */
export function describeConversion({ at, eventId, conversionEvent }: DecisionView): string {
  return `conversion ${conversionEvent ?? ''}: ${formatTime(at)} (event ${eventId})`;
}

/** Returns a sentence about something that an operator should know about the channels of an installation. */
export function explainSendingFinding(finding: SendingFinding): string {
  switch (finding.code) {
    case 'no-sender': {
      const { channel, campaigns } = finding;
      const used = campaigns === 1 ? 'a published campaign uses it' : `${campaigns} published campaigns use it`;
      return `${channel}: ${used}, and no sender of this installation sends it: a consumer of "Message Dispatched" has to.`;
    }
    case 'sending-off':
      return 'SENDING: off, so nothing is sent. Set allow-list or live.';
    case 'allow-list-empty':
      return 'SENDING_ALLOW: empty, so nothing leaves. Name addresses, or set SENDING=live.';
    case 'halted':
      return `${finding.channel}: its provider accepts nothing until ${formatTime(formatInstant(finding.until))}: ${finding.reason}.`;
    case 'server-unreachable':
      return `${finding.channel}: ${finding.server} takes no message: ${finding.reason}.`;
    case 'from-not-public':
      return `EMAIL_FROM: the domain of ${finding.from} does not exist in public, so that mail servers refuse it.`;
    case 'public-url-loopback':
      return `PUBLIC_URL: links in messages begin with ${finding.url}, and lead nowhere on other machines.`;
    case 'public-url-plain':
      return `PUBLIC_URL: links in messages begin with ${finding.url}, which is not encrypted.`;
    case 'no-origins':
      return 'PUBLIC_ORIGINS: empty, so that no page of another origin may call the inbox from a browser. Apps may.';
    case 'ses-settings-unknown':
      return 'This installation does not tell its sender address and its configuration set, so that SES cannot be asked about them.';
    case 'ses-unreadable':
      return `SES: ${finding.call} is not answered: ${finding.reason}.`;
    case 'identity-unverified':
      return `SES: ${finding.identity} is not a verified identity in this region.`;
    case 'dkim-off':
      return `SES: the emails of ${finding.identity} are not signed by DKIM; publish the records that SES names.`;
    case 'configuration-set-missing':
      return `SES: there is no configuration set ${finding.name} in this region.`;
    case 'events-missing':
      return `SES: the configuration set ${finding.name} sends no events of the kinds ${finding.types.join(', ')} to EventBridge or SNS, so that they do not come back.`;
    case 'sandbox':
      return 'SES: the account is in the sandbox, so that only verified addresses receive anything. Ask for production access.';
    case 'ses-sending-disabled':
      return `SES: sending is disabled for the ${finding.of}.`;
    case 'quota-used':
      return `SES: ${formatInteger(finding.sent)} of ${formatInteger(finding.max)} emails of the last 24 hours are used up.`;
  }
}

/** A delivery as the HTTP interface returns it. A newer installation may give a state that is not known here. */
export interface DescribedDelivery {
  readonly channel: string;
  readonly part: number;
  readonly target?: string | undefined;
  readonly state: string;
  readonly at: string;
  readonly reason?: string | undefined;
  readonly delivered?: string | undefined;
  readonly opened?: string | undefined;
  readonly clicked?: string | undefined;
  readonly bounced?: string | undefined;
}

/** Returns one line about a delivery: its channel and target, its state, the reason and the instants. */
export function describeDelivery(delivery: DescribedDelivery): string {
  const { channel, part, target, reason } = delivery;
  const number = part === 0 ? '' : ` ${part + 1}`;
  const to = target === undefined ? '' : ` to ${target}`;
  const why = reason === undefined ? '' : `: ${explainDeliveryReason(reason)}`;
  return `${channel}${number}${to}  ${describeDeliveryState(delivery)}${why}`;
}

function describeDeliveryState(delivery: DescribedDelivery): string {
  const at = formatTime(delivery.at);
  switch (delivery.state) {
    case 'pending':
      return `waits to be sent, next attempt ${at}`;
    case 'sending':
      return `is being sent, until ${at}`;
    case 'sent':
      return `accepted by the provider ${at}${describeReports(delivery)}`;
    case 'refused':
      return `refused ${at}`;
    case 'expired':
      return `expired ${at}`;
    case 'unknown':
      return `unknown since ${at} whether it was sent`;
    case 'held-back':
      return `held back ${at}`;
    default:
      return `${delivery.state} ${at}`;
  }
}

function describeReports({ delivered, opened, clicked, bounced }: DescribedDelivery): string {
  return Object.entries({ delivered, opened, clicked, bounced })
    .map(([report, at]) => (at === undefined ? '' : `, ${report} ${formatTime(at)}`))
    .join('');
}

/** Returns the sentence that a user was merged into another one, whose decisions follow (R65). */
export function explainMerge(userId: string, mergedInto: string): string {
  return `${userId} was merged into ${mergedInto}. What follows is about both.`;
}

/** Returns a sentence about how a user stands with one campaign. */
export function explainState(decisions: readonly DecisionView[]): string {
  const sentence = describeStanding(computeStanding(decisions), ENGLISH_DECISIONS, formatTime);
  const [first] = decisions;
  return first === undefined ? sentence : `${first.campaignId}: ${sentence}`;
}

/** Returns since when and by whom something is paused. An installation that was deployed paused has no instant. */
export function describePause({ by, at }: { readonly by: string; readonly at?: string }, state = 'paused'): string {
  return `${state}${at === undefined ? '' : ` since ${formatTime(at)}`} by ${by}`;
}

/** Returns an instant as people read it: without milliseconds where there are none. */
export function formatTime(instant: string): string {
  return instant.replace('.000Z', 'Z');
}

/** The largest number of faults that a sentence lists; more are counted. */
const MAX_LISTED_FAULTS = 5;

/** The waves that published campaigns may hold open at once, and the executions that an account may hold open. */
export interface OpenWavesWarning {
  readonly waves: number;
  readonly maxOpenExecutions: number;
  readonly largest: { readonly campaignId: string; readonly waves: number };
}

/** Returns a warning that the published campaigns may need most of the executions that an account may hold open. */
export function warnOfOpenWaves({ waves, maxOpenExecutions, largest }: OpenWavesWarning): string {
  const quota = `${formatInteger(maxOpenExecutions)} executions that the AWS account may hold open`;
  const most = `${largest.campaignId} ${formatInteger(largest.waves)} of them`;
  return `all published campaigns together may hold ${formatInteger(waves)} waves open, ${most}, which is over half of the ${quota}`;
}

/** Returns a sentence about an action on a campaign that is refused: the field, what was expected and what was found. */
export function explainRefusal(refusal: CampaignActRefusal): string {
  switch (refusal.code) {
    case 'archived':
      return `status: expected a campaign that is not archived, found ${refusal.id} archived`;
    case 'not-published':
      return `status: expected published, found ${refusal.status}`;
    case 'target-archived':
      return `triggers: expected targets that are not archived, found ${refusal.targets.join(', ')}`;
    case 'cycle':
      return `triggers: expected ${CYCLE_EXPECTED}, found ${refusal.cycle.join(' -> ')}`;
    case 'opens-not-tracked':
      return `untracked: expected send or withhold, found nothing; the opens of ${refusal.targets.join(', ')} are not tracked by the settings`;
    case 'target-of-another-tool':
      return 'sentElsewhere: expected as it is published; stop the campaign first';
    case 'unknown-campaign':
      return `no campaign has the id "${refusal.id}"`;
    case 'too-many-paused':
      return `expected at most ${refusal.max} campaigns paused one by one; pause all instead`;
    case 'published':
      return `state: expected published or stopped, found draft; ${refusal.id} is published`;
    case 'apply-ended':
      return 'token: expected that of the apply that acts now; the apply was idle too long, and another began';
    case 'changed-meanwhile':
      if ('expectedRevision' in refusal) return explainRevision(refusal);
      if ('attempts' in refusal) return `other changes to the campaign came first ${refusal.attempts} times; try again`;
      return `version: expected ${describeVersion(refusal.expectedVersion)}, found ${explainNewestVersion(refusal)}`;
    case 'invalid-campaign': {
      const { version, faults } = refusal;
      const more = faults.length > MAX_LISTED_FAULTS ? `; and ${faults.length - MAX_LISTED_FAULTS} more` : '';
      return `version ${version}: ${faults.slice(0, MAX_LISTED_FAULTS).map(formatFault).join('; ')}${more}`;
    }
  }
}

/** Explains which revision of a campaign is the newest, and what was done to it last (R55). */
function explainRevision({ expectedRevision, newestRevision, latest }: RevisionConflict): string {
  const act = latest === undefined ? '' : `: ${describeStoredAct(latest)}`;
  return `revision: expected ${expectedRevision}, found ${newestRevision}${act}`;
}

/** Explains why an apply of a project leaves a campaign alone (R55). */
export function explainOwnership(refusal: OwnershipRefusal): string {
  switch (refusal.code) {
    case 'changed-by-hand':
      return `changed by hand since the last apply: ${refusal.acts.map(describeStoredAct).join('; ')}. pull takes the change into the file; --overwrite drops it`;
    case 'not-managed': {
      const latest = refusal.latest === undefined ? '' : `: ${describeStoredAct(refusal.latest)}`;
      return `not applied from a folder so far, and different${latest}. pull takes it into the file; --overwrite replaces it`;
    }
    case 'of-another-project':
      return `belongs to the project ${refusal.project}. --overwrite takes it over`;
  }
}

/** Explains which apply acts on the installation, and when another may begin at the latest (R55). */
export function explainApplyInProgress({ project, by, since, until }: ApplyHolder): string {
  const [begun, end] = [since, until].map((instant) => formatTime(formatInstant(instant)));
  return `another apply acts: of the project ${project}, by ${by}, since ${begun}. If it was interrupted, another may begin at ${end}`;
}

function describeStoredAct(act: CampaignAct): string {
  return describeAct({ ...act, at: formatInstant(act.at) });
}

/** An action in the history of a campaign, as the HTTP interface returns it. */
interface DescribedAct extends Pick<CampaignAct, 'by' | 'version'> {
  readonly at: string;
  readonly did: string;
}

/** Describes an action in the history of a campaign, such as "version 3 was published by olga at 2026-03-02T09:00:00Z". */
export function describeAct({ at, by, did, version }: DescribedAct): string {
  return `version ${version} was ${did} by ${by} at ${formatTime(at)}`;
}

/** Explains which version is the newest, and who saved it and when (R97). */
export function explainNewestVersion({ newestVersion, isOtherText, saved }: VersionConflict): string {
  const save = saved === undefined ? '' : `, saved by ${saved.by} at ${formatInstant(saved.at)}`;
  return `${describeVersion(newestVersion)}${isOtherText ? ' with another text' : ''}${save}`;
}

/** Explains which revision of the settings is the newest, and who made it and when (R97). */
export function explainSettingsRevision({ newestRevision, changed }: SettingsConflict): string {
  const change = changed === undefined ? '' : `, made by ${changed.by} at ${formatInstant(changed.at)}`;
  return `revision ${newestRevision}${change}`;
}

/** The names of the kinds of secrets. */
const SECRET_NAMES: Readonly<Record<SecretKind, string>> = {
  'private-key': 'a private key',
  'aws-access-key-id': 'an access key id of AWS',
  'aws-secret-access-key': 'a secret access key of AWS',
  'github-token': 'a token of GitHub',
  'slack-token': 'a token of Slack',
  'stripe-key': 'a key of Stripe',
  'sendgrid-key': 'a key of SendGrid',
  'gitlab-token': 'a token of GitLab',
  'google-key': 'a key of Google',
  'npm-token': 'a token of npm',
  'slack-webhook': 'the secret address of a webhook of Slack',
  'discord-webhook': 'the secret address of a webhook of Discord',
  'teams-webhook': 'the secret address of a webhook of Teams',
  'json-web-token': 'a JSON web token',
  'url-password': 'a URL with a password',
  header: 'a header with a secret',
  'url-parameter': 'a URL with a secret',
  'named-field': 'a secret, by its name',
};

/** Returns a sentence about a warning, without its path. */
export function explainDefinitionWarning(warning: DefinitionWarning): string {
  switch (warning.code) {
    case 'secret':
      return `this looks like ${SECRET_NAMES[warning.kind]}; everyone who can read the file or the campaign can use it: replace it at its service, and let the consumer that sends the message add the new one`;
    case 'stale-in-quiet-hours': {
      const [staleAfter, quietSpan] = [formatTimeSpan(warning.staleAfter), formatTimeSpan(warning.quietSpan)];
      return `${staleAfter} is shorter than the quiet hours, ${quietSpan}: a message that they hold may be withheld as stale`;
    }
    case 'clipped-email':
      return `the email has about ${formatInteger(Math.ceil(warning.bytes / 1_024))} KiB, and Gmail shows 102 of an email`;
    case 'image-without-alt':
      return `${warning.count === 1 ? 'an image has' : `${formatInteger(warning.count)} images have`} no alt: it is shown where images are not loaded, and read aloud; alt="" is for images that say nothing`;
    case 'insecure-link':
      return `${warning.count === 1 ? 'a link begins' : `${formatInteger(warning.count)} links begin`} with http://, such as ${warning.first}: mail programs warn of it, or do not load it; write https://`;
    case 'no-unsubscribe-link':
      return 'this marketing email has no {{ unsubscribe_url }}: the header for it is added to each email anyway, but many readers look for a link';
    case 'half-translated':
      return `it has no ${warning.missing}, which then is in the language of the message itself`;
    case 'machine-opens':
      return 'mail programs open emails, too, and cancel the wait of their users; openKind: human counts people only';
    case 'machine-opens-convert':
      return 'mail programs open emails, too, and each such open is a conversion; openKind: human counts people only';
    case 'tracking-ends':
      return `Amazon SES tracks opens and clicks for ${formatTimeSpan(warning.trackedFor)} after an email was sent: where it sends the email, later ones do not cancel the wait, which is longer`;
    case 'plain-http':
      return 'plain HTTP is not encrypted, and a webhook over it is sent only to hosts that the installation allows: write https:// if the host has it';
    case 'all-in-control':
      return 'all users are in the control group, and no one is sent a message';
    case 'audience-repeats-trigger':
      return `triggers.${warning.trigger} has the same condition: the profile may not have the new value of ${warning.field} yet when the trigger arrives`;
  }
}

/** Returns a sentence about a warning about a campaign of a project, without its path. */
export function explainProjectWarning({ target }: ProjectWarning): string {
  return `no file of the folder has the campaign ${target}: it exists elsewhere, or the id is misspelled; a file with sentElsewhere: true says that another tool sends it`;
}

/** Returns a sentence about interactions that a publication missed (R4). */
export function warnOfMissed({ interaction, target, count, since }: MissedInteractions): string {
  const events = count === 1 ? '1 event' : `about ${formatInteger(count)} events`;
  const day = formatInstant(since).slice(0, 10);
  return `${interaction} of ${target}: ${events} came in before the publication, since ${day}, and do not count`;
}

/** The interactions of a target that came in before a publication, and the beginning of the day of the first. */
interface MissedInteractions extends ArrivalCount {
  readonly interaction: string;
  readonly target: string;
}

/** Returns a sentence about a draft that listens to a campaign which is published (R5). */
export function warnOfDraft({ campaignId, draft, atSending }: ListeningDraft): string {
  const lost = atSending.length === 0 ? '' : `, above all ${atSending.join(', ')}, which happen when it is sent`;
  return `the draft ${draft} listens to ${campaignId}: publish it soon, because what happens before does not count${lost}`;
}

/** The warning that the warnings about a publication are not known. */
export const WARN_OF_UNKNOWN =
  'the campaign is published, but the warnings about it could not be found; the log of the api has the cause, WARNINGS_FAILED';

/** Describes a version as it is named in a call (R97): 0 is a campaign that was never saved. */
export function describeVersion(version: number): string {
  return version === 0 ? 'no version' : `version ${version}`;
}

/** Returns the reason why no lift is stated, in words; one that is not listed is returned as it is. */
export function describeNoLift(reason: string): string {
  return new Map(Object.entries(ENGLISH_STATISTICS.noLift)).get(reason) ?? reason;
}

/** Returns what a reader of statistics has to know, in words; a note that is not listed is returned as it is. */
export function describeStatisticsNote(note: string): string {
  return new Map(Object.entries(ENGLISH_STATISTICS.notes)).get(note) ?? note;
}
