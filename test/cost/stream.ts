import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import { called } from '../harness/functions/opened.ts';
import { CURRENTS_TOKEN, Installation } from './installation.ts';
import { BEGIN, detailOf, envelopeOf, idOf, SOURCE } from './load.ts';
import type { Usage } from './usage.ts';

/** The ways in which events come: by the producers' own PutEvents, over HTTP and from there to the bus, over HTTP, or from Braze Currents. */
export const INTAKES = ['PutEvents', 'HTTP, eventsOnBus', 'HTTP', 'Currents'] as const;
export type Intake = (typeof INTAKES)[number];

/** The events a second of the stream, and the events of a call. */
export const STREAM_RATE = 5_000;
const CALL = 100;
/** The events of a call that trigger a follow-up; the others match nothing. */
const TRIGGERS = 5;
/** The share of events that match nothing. */
export const NOISE = (CALL - TRIGGERS) / CALL;

/** A steady stream of events. */
export interface Stream {
  readonly intake: Intake;
  /** The number of different keys in the events of a call that match nothing. */
  readonly keys: number;
  /** True where the events that match nothing come alone; else every twentieth triggers a follow-up. */
  readonly isNoise: boolean;
  readonly events: number;
}

/** The usage of a stream that was played. */
export interface StreamRun {
  readonly stream: Stream;
  readonly usage: Usage;
}

/** Plays a stream, in virtual time and with Lambdas that are warm. */
export async function playStream(stream: Stream): Promise<StreamRun> {
  const { intake, events } = stream;
  const installation = new Installation({ eventsOnBus: intake === 'HTTP, eventsOnBus', isWarm: true });
  await installation.publish({ delay: '1 hour' });
  const apart = (CALL * SECOND) / STREAM_RATE;
  for (let call = 0; call < events / CALL; call++) {
    const at = Math.floor(BEGIN + SECOND + call * apart);
    const details = Array.from({ length: CALL }, (_, index) => eventOf(stream, call * CALL + index, at));
    if (intake === 'PutEvents') putEvents(installation, at, details);
    else installation.call([{ at, ...requestOf(intake, details), events: CALL }]);
  }
  await installation.agenda.run();
  return { stream, usage: installation.usage };
}

function eventOf({ keys, isNoise }: Stream, number: number, at: Instant) {
  const isNothing = isNoise || number % CALL >= TRIGGERS;
  const what = isNothing
    ? { interaction: 'email.clicked', campaignId: idOf('newsletter', number % keys) }
    : { interaction: 'email.received', campaignId: 'welcome-email' };
  return detailOf(number, at, what);
}

type EventDetail = ReturnType<typeof eventOf>;

/** Puts events on the bus as their producers do themselves. */
function putEvents(installation: Installation, at: Instant, details: readonly EventDetail[]): void {
  const count = details.length;
  installation.usage.add({ requester: 'producers', priced: 'eventIn', what: 'their own PutEvents', count });
  const bodies = details.map((detail) =>
    envelopeOf(at, { source: SOURCE, 'detail-type': 'Campaign Interaction', detail }),
  );
  installation.take(bodies.map((body) => ({ at, body })));
}

function requestOf(intake: Exclude<Intake, 'PutEvents'>, details: readonly EventDetail[]) {
  if (intake === 'Currents') {
    const headers = { authorization: `Bearer ${CURRENTS_TOKEN}` };
    return requested('/ingest/currents', { body: { events: details.map(toRecord) }, by: '', headers });
  }
  const entries = details.map((Detail) => ({ Source: SOURCE, DetailType: 'Campaign Interaction', Detail }));
  return requested('/events', { body: { entries } });
}

function requested(path: string, content: Parameters<typeof called>[2]) {
  const routed = called('POST', path, content);
  if (routed === undefined) throw new Error(`${path}: expected a route`);
  return { api: routed.api, request: routed.event };
}

/** Returns an event as a record of Braze Currents. */
function toRecord(detail: EventDetail & Readonly<Record<string, string>>) {
  const isClick = detail['interaction'] === 'email.clicked';
  return {
    id: detail.id,
    event_type: `users.messages.email.${isClick ? 'Click' : 'Send'}`,
    time: Math.floor(Date.parse(detail.occurredAt) / SECOND),
    user: { user_id: detail.userId, external_user_id: detail.userId },
    properties: {
      campaign_id: detail['campaignId'],
      message_variation_id: detail.messageVariationId,
      dispatch_id: detail.dispatchId,
    },
  };
}
