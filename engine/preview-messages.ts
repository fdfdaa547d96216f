import type { Assignment } from '../core/assign-variant.ts';
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
import { describeCap } from '../core/frequency-caps.ts';
import { listMessageLists, type MessageList, placeMessages } from '../core/list-messages.ts';
import { findPause } from '../core/pauses.ts';
import type { Contacts, Services } from '../core/ports.ts';
import { createTemplateUser, getAttributes, type Profile } from '../core/profile.ts';
import { renderMessages } from '../core/rendering.ts';
import type { SendingFacts } from '../core/sending-facts.ts';
import { createSizeProblem, type Unsendable } from '../core/unsendable.ts';
import { renderMessage } from './dispatch-claimed.ts';
import { findReach } from './find-reach.ts';
import { findUser } from './follow-merges.ts';
import { type PreviewedDeparture, previewDeparture } from './preview-departure.ts';
import { type PreviewedTarget, previewTarget } from './preview-target.ts';
import { checkCaps } from './reserve-slot.ts';

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
  /** The variant whose messages are rendered, as if the user had it; if absent, those of all variants. */
  readonly variant?: string | undefined;
}

/** A message of a campaign, as it would be sent to a user. */
export interface PreviewedMessage extends PreviewedTarget {
  readonly channel: Channel;
  /** The variant of the message, if the campaign has variants. */
  readonly variant?: string;
  /** The number of the message among those of its channel and variant, from 0. */
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
  /** The variant of the user, or the control group, if a user is given and the campaign has them (R46). */
  readonly assignment?: Assignment;
  /** The first reason for which nothing would be sent. */
  readonly withheld?: { readonly reason: WithheldReason; readonly detail?: string };
}

/** The id of a user of whom nothing is known, and of an example event. */
const EXAMPLE = 'example';

/** Renders the messages of a campaign for a user, as a dispatch does, and says when they would leave. It sends and writes nothing. */
export async function previewMessages(request: PreviewRequest, services: Services): Promise<MessagesPreview> {
  const { definition, version, publication, sending } = request;
  const now = services.clock.now();
  const isUserGiven = request.userId !== undefined;
  const { userId, profile } = isUserGiven
    ? await findUser(request.userId, services.profiles.get)
    : { userId: EXAMPLE, profile: undefined };
  const owner = { userId, readProfile: async () => profile };
  const trigger = createTrigger(request, userId, now);
  const at = readInstant(trigger) ?? now;
  const published: PublishedVersion = { definition, version, publication, publishedAt: now, since: {} };
  const compiled = compileFollowUp(published);
  const assignment = isUserGiven ? compiled.assign?.(userId) : undefined;
  const shown = selectLists(request);
  const claimed = assumeVariant(request, assignment);
  const followUp = { ...compiled, assign: () => claimed };
  const departure = await previewDeparture({ followUp, at, trigger, ...owner }, services);
  const reading = { ...services, contacts: createReadOnlyContacts(services.contacts) };
  const reach = isUserGiven ? await findReach(followUp, owner, reading) : undefined;
  const leavesAt = departure.leavesAt ?? Math.max(now, departure.dueAt);
  const claim = { ...claimed, at: leavesAt, leftOut: reach?.leftOut ?? [] };
  const enrollment = { enrollmentId: EXAMPLE, eventId: String(trigger['id']), at, dueAt: departure.dueAt, claim };
  const rendered = renderMessage({ followUp, userId, enrollment, trigger, profile }, services);
  const problem =
    findProblem(rendered) ??
    (isUserGiven ? await findCap(rendered, { definition, profile, now: claim.at }, services) : undefined);
  const seen = { published, user: createTemplateUser(userId, profile), trigger, now: claim.at };
  const messages: PreviewedMessage[] = [];
  for (const { message, part, ...place } of shown.flatMap(listParts)) {
    const { rendering, ...rest } = previewMessage(message, seen, services);
    const judged = { definition, owner: isUserGiven ? owner : undefined, sending };
    const target =
      'channel' in rendering
        ? await previewTarget({ ...judged, message: rendering }, reading)
        : { hasSender: services.senderChannels.has(message.channel) };
    messages.push({ channel: message.channel, ...place, part, rendering, ...rest, ...target });
  }
  const isOutside = isUserGiven && isOutsideAudience(followUp, profile);
  const reason = departure.withheldReason ?? (isOutside ? 'not-in-audience' : reach?.withheldReason);
  const withheld = reason === undefined ? problem : { reason };
  const { state } = await services.pauses.getRecent();
  const isPaused = findPause(state, definition.id) !== undefined;
  return {
    trigger,
    messages,
    departure,
    isPaused,
    ...(assignment === undefined ? {} : { assignment }),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

/** Returns the lists of messages to render: those of one variant, or all. */
function selectLists({ definition, variant }: PreviewRequest): MessageList[] {
  return listMessageLists(definition).filter((list) => variant === undefined || list.variant === variant);
}

/** Returns the assignment by which the message as a whole is judged: the variant that is shown, that of the user, or the first. */
function assumeVariant({ definition, variant }: PreviewRequest, assignment: Assignment | undefined): Assignment {
  const name = variant ?? definition.variants?.[0]?.name;
  if (variant === undefined && assignment !== undefined) return assignment;
  return name === undefined ? {} : { variant: name };
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
    remove: async () => undefined,
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

/** Returns the frequency cap that would hold a message back, if one would (R45). */
async function findCap(
  message: MessageDispatched | Unsendable,
  sources: { readonly definition: FollowUpDefinition; readonly profile: Profile | undefined; readonly now: Instant },
  services: Services,
): Promise<MessagesPreview['withheld']> {
  if (!('dispatchId' in message)) return undefined;
  const channels = new Set(message.messages.map(({ channel }) => channel));
  const slot = await checkCaps({ ...message, ...sources, channels }, services);
  return slot !== undefined && 'cappedBy' in slot
    ? { reason: 'capped', detail: describeCap(slot.cappedBy) }
    : undefined;
}

/** Returns the messages of a list, each with its number among those of its channel. */
function listParts(list: MessageList) {
  return placeMessages(list).map(({ message, variant }, index) => {
    const before = list.messages.slice(0, index);
    const part = before.filter(({ channel }) => channel === message.channel).length;
    return { message, part, ...(variant === undefined ? {} : { variant }) };
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
  const alone = { ...published, definition: { ...definition, messages: [template], variants: [] } };
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
