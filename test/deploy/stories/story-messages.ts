import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import { formatInstant, type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { computeDeparture } from '../../../core/waves.ts';
import type { Inbox } from '../inbox.ts';
import type { Namespace } from './namespace.ts';
import { windowsInStory } from './shortened-definition.ts';
import type { ShortenedTime } from './shortened-time.ts';

/** The instants at which an event was done and arrived, in the time of the story, and its instant in real time. */
export interface EventTimes {
  readonly done: Instant;
  readonly arrived: Instant;
  readonly real: Instant;
}

/** A message in the time of the story, with the instants at which it was really due and really left. */
export interface StoryMessage {
  readonly message: MessageDispatched;
  readonly dueAt: Instant;
  readonly reallyDue: Instant;
  readonly departedAt: Instant;
  readonly really: Instant;
}

/** The parts of a story that are needed to convert its messages. */
export interface Reader {
  readonly names: Namespace;
  readonly time: ShortenedTime;
  /** The events of the story, by id. */
  readonly events: ReadonlyMap<unknown, EventTimes>;
  /** The last published version of its campaigns, by id. */
  readonly campaigns: ReadonlyMap<string, object>;
}

/**
 * Returns the messages of one story, each dispatch id once. A message that is due within a window of the story leaves
 * at the end of that window. Messages of the story's campaigns to users of other stories are left out: campaigns that
 * follow up behaviors send those, too.
 */
export function storyMessages(inbox: Inbox, reader: Reader): StoryMessage[] {
  const { isInside } = reader.names;
  const ours = inbox.messages.filter(({ campaignId, userId }) => isInside(campaignId) && isInside(userId));
  return [...new Map(ours.map((message) => [message.dispatchId, message])).values()].map((each) => read(each, reader));
}

function read(message: MessageDispatched, { names, time, events, campaigns }: Reader): StoryMessage {
  const { outside } = names;
  const [due, really] = [parseInstant(message.dueAt) ?? 0, parseInstant(message.dispatchedAt) ?? 0];
  if (really < due) throw new Error(`a message left early: due ${message.dueAt}, left ${message.dispatchedAt}`);
  const { id, occurredAt } = message.trigger;
  const { done, arrived } = events.get(id) ?? { done: 0, arrived: 0 };
  const dueAt = Math.round(done + time.stretch(due - (parseInstant(String(occurredAt)) ?? 0)));
  const campaignId = outside(message.campaignId);
  const windows = windowsInStory(campaigns.get(campaignId) ?? {});
  const departedAt = dueAt < arrived ? arrived : computeDeparture(dueAt, windows, dueAt);
  const trigger = JSON.parse(outside(JSON.stringify(message.trigger)));
  const storyTimes = { dueAt: formatInstant(dueAt), dispatchedAt: formatInstant(departedAt) };
  return {
    message: { ...message, campaignId, userId: outside(message.userId), trigger, ...storyTimes },
    ...{ dueAt, reallyDue: due, departedAt, really },
  };
}
