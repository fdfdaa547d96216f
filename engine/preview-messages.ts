import { chooseTranslation } from '../core/choose-translation.ts';
import type { WithheldReason } from '../core/contracts/decision.ts';
import {
  type Channel,
  type FollowUpDefinition,
  isTransactional,
  type MessageTemplate,
} from '../core/contracts/definition.ts';
import { isMessageTooLarge, type MessageDispatched, type RenderedMessage } from '../core/contracts/dispatch.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant, type Instant, parseInstant } from '../core/contracts/instant.ts';
import { UNSUBSCRIBE_PLACEHOLDER } from '../core/contracts/unsubscribe.ts';
import { createExampleTrigger } from '../core/example-trigger.ts';
import { findMissingVariables, type MissingVariable } from '../core/find-missing-variables.ts';
import { compileFollowUp, type FollowUp, type PublishedVersion } from '../core/follow-up.ts';
import { findPause } from '../core/pauses.ts';
import type { Contacts, Services } from '../core/ports.ts';
import { createTemplateUser, getAttributes, type Profile } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { SendingFacts } from '../core/sending-facts.ts';
import { createSizeProblem, type Unsendable } from '../core/unsendable.ts';
import { renderMessage } from './dispatch-claimed.ts';
import { findReach } from './find-reach.ts';
import { type PreviewedDeparture, previewDeparture } from './preview-departure.ts';
import { type PreviewedTarget, previewTarget } from './preview-target.ts';

/** The campaign, the user and the trigger of a preview. */
export interface PreviewRequest {
  readonly definition: FollowUpDefinition;
  readonly version: number;
  /** The number of the publication, which determines the windows of its waves. */
  readonly publication: number;
  /** The user; if absent, one of whom nothing is known. */
  readonly userId?: string | undefined;
  /** The trigger event; if absent, an example of the first trigger of the campaign, which happens now. */
  readonly trigger?: Detail | undefined;
  readonly sending?: SendingFacts | undefined;
}

/** A message of a campaign, as it would be sent to a user. */
export interface PreviewedMessage extends PreviewedTarget {
  readonly channel: Channel;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
  /** The language of the translation that was chosen; absent if there is none. */
  readonly language?: string;
  /** The rendered message, or the reason why it cannot be rendered. */
  readonly rendering: RenderedMessage | Unsendable;
  readonly missing: readonly MissingVariable[];
}

/** The messages of a campaign for a user, and when they would leave. */
export interface MessagesPreview {
  /** The trigger as templates see it. */
  readonly trigger: Detail;
  readonly messages: readonly PreviewedMessage[];
  readonly departure: PreviewedDeparture;
  readonly isPaused: boolean;
  /** The first reason for which nothing would be sent. */
  readonly withheld?: { readonly reason: WithheldReason; readonly detail?: string };
}

/** The id of a user of whom nothing is known, and of an example event. */
const EXAMPLE = 'example';

/** Renders the messages of a campaign for a user, as a dispatch does, and says when they would leave. It sends and writes nothing. */
export async function previewMessages(request: PreviewRequest, services: Services): Promise<MessagesPreview> {
  const { definition, version, publication, userId = EXAMPLE, sending } = request;
  const now = services.clock.now();
  const isUserGiven = request.userId !== undefined;
  const profile = isUserGiven ? await services.profiles.get(userId) : undefined;
  const owner = { userId, readProfile: async () => profile };
  const trigger = createTrigger(request, userId, now);
  const at = readInstant(trigger) ?? now;
  const published: PublishedVersion = { definition, version, publication, publishedAt: now, since: {} };
  const followUp = compileFollowUp(published);
  const departure = await previewDeparture({ followUp, at, trigger, ...owner }, services);
  const reading = { ...services, contacts: createReadOnlyContacts(services.contacts) };
  const reach = isUserGiven ? await findReach(followUp, owner, reading) : undefined;
  const claim = { at: departure.leavesAt ?? Math.max(now, departure.dueAt), leftOut: reach?.leftOut ?? [] };
  const enrollment = { enrollmentId: EXAMPLE, eventId: String(trigger['id']), at, dueAt: departure.dueAt, claim };
  const problem = findProblem(renderMessage({ followUp, userId, enrollment, trigger, profile }, services));
  const seen = { published, user: createTemplateUser(userId, profile), trigger, now: claim.at };
  const messages: PreviewedMessage[] = [];
  for (const { message, part } of listMessages(definition)) {
    const { rendering, ...rest } = previewMessage(message, seen, services);
    const judged = { definition, owner: isUserGiven ? owner : undefined, sending };
    const target =
      'channel' in rendering
        ? await previewTarget({ ...judged, message: rendering }, reading)
        : { hasSender: services.senderChannels.has(message.channel) };
    messages.push({ channel: message.channel, part, rendering, ...rest, ...target });
  }
  const isOutside = isUserGiven && isOutsideAudience(followUp, profile);
  const reason = departure.withheldReason ?? (isOutside ? 'not-in-audience' : reach?.withheldReason);
  const withheld = reason === undefined ? problem : { reason };
  const { state } = await services.pauses.getRecent();
  const isPaused = findPause(state, definition.id) !== undefined;
  return { trigger, messages, departure, isPaused, ...(withheld === undefined ? {} : { withheld }) };
}

/** Creates the trigger of a preview: the one that is given, or an example, with its id and its instant. */
function createTrigger({ definition, trigger }: PreviewRequest, userId: string, now: Instant): Detail {
  const [first] = definition.triggers;
  const given = trigger ?? (first === undefined ? {} : createExampleTrigger(first, { userId, at: now }));
  return { ...given, id: given['id'] || EXAMPLE, occurredAt: given['occurredAt'] || formatInstant(now) };
}

function readInstant({ occurredAt }: Detail): Instant | undefined {
  return typeof occurredAt === 'string' ? parseInstant(occurredAt) : undefined;
}

/** Wraps the contacts, so that what is changed in them is not written. */
function createReadOnlyContacts(contacts: Contacts): Contacts {
  return {
    get: (userId, channel) => contacts.get(userId, channel),
    async update(userId, channel, change) {
      change(await contacts.get(userId, channel));
    },
  };
}

function isOutsideAudience(followUp: FollowUp, profile: Profile | undefined): boolean {
  return followUp.hasAudience && !followUp.isInAudience(getAttributes(profile));
}

/** Returns why a message cannot be sent, if it cannot. */
function findProblem(message: MessageDispatched | Unsendable): Unsendable | undefined {
  if (!('dispatchId' in message)) return message;
  return isMessageTooLarge(message) ? createSizeProblem(message) : undefined;
}

/** Returns the messages of a campaign, each with its number among those of its channel. */
function listMessages({
  messages,
}: FollowUpDefinition): { readonly message: MessageTemplate; readonly part: number }[] {
  return messages.map((message, index) => {
    const before = messages.slice(0, index);
    return { message, part: before.filter(({ channel }) => channel === message.channel).length };
  });
}

/** The variables of the templates of a preview, and its instant. */
interface SeenByPreview {
  readonly published: PublishedVersion;
  readonly user: Record<string, unknown>;
  readonly trigger: Detail;
  readonly now: Instant;
}

/** Renders one message by itself, so that a fault of another does not hide it. */
function previewMessage(
  template: MessageTemplate,
  { published, user, trigger, now }: SeenByPreview,
  { senderChannels, prepareHtml }: Pick<Services, 'senderChannels' | 'prepareHtml'>,
): Pick<PreviewedMessage, 'rendering' | 'missing' | 'language'> {
  const { definition } = published;
  const { id, name } = definition;
  const alone = { ...published, definition: { ...definition, messages: [template] } };
  const result = renderMessages(alone, { user, trigger, now, senderChannels, prepareHtml });
  const { message, language } = chooseTranslation(template, user['language']);
  const hasLink = senderChannels.has(template.channel) && !isTransactional(definition);
  const data = { user, trigger, campaign: { id, name }, ...(hasLink && { unsubscribe_url: UNSUBSCRIBE_PLACEHOLDER }) };
  const [rendered] = 'messages' in result ? result.messages : [];
  const rendering = rendered ?? ('unsendable' in result ? result.unsendable : NOT_RENDERED);
  return {
    rendering,
    missing: findMissingVariables(message, data, now),
    ...(language === undefined ? {} : { language }),
  };
}

const NOT_RENDERED: Unsendable = { reason: 'render-error', detail: 'there is no message' };
