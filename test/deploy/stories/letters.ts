import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import { formatInstant, type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { computeDeparture } from '../../../core/waves.ts';
import type { Inbox } from '../inbox.ts';
import type { Namespace } from './namespace.ts';
import { toldWidth } from './squeezed-definition.ts';
import type { SqueezedTime } from './squeezed-time.ts';

/** When an event was done and when it arrived, as the story tells it. */
export interface Told {
  readonly done: Instant;
  readonly arrived: Instant;
}

/** A message as the story tells it, and when it really left. */
export interface Letter {
  readonly message: MessageDispatched;
  readonly departedAt: Instant;
  readonly really: Instant;
}

/** What a story knows of itself when it reads its letters. */
export interface Reader {
  readonly names: Namespace;
  readonly time: SqueezedTime;
  /** The events of the story, by id. */
  readonly events: ReadonlyMap<unknown, Told>;
  /** Its campaigns as they were published last, by id. */
  readonly campaigns: ReadonlyMap<string, object>;
}

/**
 * The letters of one story, each dispatch id once: whoever is due within a window of the story leaves at its end.
 * Campaigns of the story that follow up behaviors also hear of users of other stories: those are not told of.
 */
export function lettersOf(inbox: Inbox, reader: Reader): Letter[] {
  const { isInside } = reader.names;
  const ours = inbox.messages.filter(({ campaignId, userId }) => isInside(campaignId) && isInside(userId));
  return [...new Map(ours.map((message) => [message.dispatchId, message])).values()].map((each) => read(each, reader));
}

function read(message: MessageDispatched, { names, time, events, campaigns }: Reader): Letter {
  const { outside } = names;
  const [due, really] = [parseInstant(message.dueAt) ?? 0, parseInstant(message.dispatchedAt) ?? 0];
  if (really < due) throw new Error(`a message left early: due ${message.dueAt}, left ${message.dispatchedAt}`);
  const { id, occurredAt } = message.trigger;
  const { done, arrived } = events.get(id) ?? { done: 0, arrived: 0 };
  const dueAt = Math.round(done + time.stretch(due - (parseInstant(String(occurredAt)) ?? 0)));
  const campaignId = outside(message.campaignId);
  const width = toldWidth(campaigns.get(campaignId) ?? {});
  const departedAt = dueAt < arrived ? arrived : computeDeparture(dueAt, width, dueAt);
  const trigger = JSON.parse(outside(JSON.stringify(message.trigger)));
  const told = { dueAt: formatInstant(dueAt), dispatchedAt: formatInstant(departedAt) };
  return { message: { ...message, campaignId, userId: outside(message.userId), trigger, ...told }, departedAt, really };
}
