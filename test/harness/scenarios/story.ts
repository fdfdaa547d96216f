import { onTestFinished } from 'vitest';
import { SqliteStore } from '../../../adapters/sqlite/store.ts';
import type { Campaign } from '../../../core/campaign.ts';
import { checkDefinition } from '../../../core/check-definition.ts';
import type { CancelPublicationRequest } from '../../../core/contracts/cancel-waits.ts';
import type { BehaviorName, InteractionName } from '../../../core/contracts/catalogue.ts';
import type { Decision } from '../../../core/contracts/decision.ts';
import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import { type ConnectorEvent, isUserEvent, type UserEvent } from '../../../core/contracts/event.ts';
import { type Fault, formatFault } from '../../../core/contracts/fault.ts';
import { formatInstant, type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { DAY, parseTimeSpan } from '../../../core/contracts/time-span.ts';
import type { Wave } from '../../../core/contracts/wave.ts';
import type { FollowUp } from '../../../core/follow-up.ts';
import { parseEntry } from '../../../core/parse-entry.ts';
import type { EntryResult, RefusedEvent, Services } from '../../../core/ports.ts';
import type { Row, RowKey } from '../../../core/row.ts';
import { computeDeparture, computeWindowOffset, computeWindowWidth } from '../../../core/waves.ts';
import { cancelAllWaits } from '../../../engine/cancel-waits.ts';
import { archiveCampaign, publishCampaign, saveCampaign, stopCampaign } from '../../../engine/publish.ts';
import { readUserDecisions } from '../../../engine/read-decisions.ts';
import type { ActResult } from '../../../engine/write-campaign.ts';
import { explainRefusal } from '../../../language/en.ts';
import { createRuntime, type LocalRuntime, type SenderSetup } from '../../../server/local-runtime.ts';

/** An action of a user or an update of a profile. Sent twice, it is a repeat, because it keeps its id. */
export interface Doing {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const DAY_ONE = Date.UTC(2026, 11, 1);

/** Parses a time of a story: "10:00", "10:00:01.500" on the first day, or "day 3 10:00". */
export function at(text: string): Instant {
  const [, day = '1', time = ''] = /^(?:day (\d+) )?([\d:.]+)$/.exec(text) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const instant = DAY_ONE + (Number(day) - 1) * DAY + Math.round(((hours * 60 + minutes) * 60 + seconds) * 1_000);
  if (!Number.isFinite(instant) || time === '') throw new Error(`at: expected "10:00" or "day 3 10:00", found ${text}`);
  return instant;
}

/** Formats an instant as a time of a story. */
export function formatTime(instant: Instant): string {
  const day = Math.floor((instant - DAY_ONE) / DAY) + 1;
  const time = formatInstant(instant)
    .slice(11, 23)
    .replace(/(:00)?\.000$/, '');
  return day === 1 ? time : `day ${day} ${time}`;
}

/** Returns the time at which a message with a delay leaves that is due at a time: at the end of its window in a campaign's first publication. */
export function leaves(due: string, delay: string, campaignId = 'reminder'): string {
  const width = computeWindowWidth(parseTimeSpan(delay) ?? Number.NaN);
  const offset = computeWindowOffset(campaignId, 1, width);
  return formatTime(computeDeparture(at(due), { width, offset }, at(due)));
}

let doings = 0;
const nextId = () => `event-${String(++doings).padStart(6, '0')}`;

/** Creates an interaction of a user with a campaign, by default with `welcome`. */
export function interacts(interaction: InteractionName, userId: string, more: object = {}): Doing {
  return {
    type: 'Campaign Interaction',
    detail: { id: nextId(), userId, interaction, campaignId: 'welcome', ...more },
  };
}

/** Creates a behavior of a user outside campaigns. */
export function behaves(behavior: BehaviorName, userId: string, more: object = {}): Doing {
  return { type: 'User Behavior', detail: { id: nextId(), userId, behavior, ...more } };
}

export const receives = (userId: string, more?: object): Doing => interacts('email.received', userId, more);
export const opens = (userId: string, more?: object): Doing => interacts('email.opened', userId, more);
export const buys = (userId: string, more?: object): Doing => behaves('purchase.made', userId, more);

/** Creates an update of a user's profile. */
export function isKnown(userId: string, attributes: object, more: object = {}): Doing {
  return { type: 'User Profile Updated', detail: { userId, attributes, ...more } };
}

/** Creates the deletion of a user. */
export function isDeleted(userId: string, more: object = {}): Doing {
  return { type: 'User Deleted', detail: { id: nextId(), userId, ...more } };
}

/** Creates the merge of a user into another. */
export function isMerged(fromUserId: string, intoUserId: string, more: object = {}): Doing {
  return { type: 'Users Merged', detail: { id: nextId(), fromUserId, intoUserId, ...more } };
}

/**
 * Defines a follow-up of `welcome`: an hour after the email, unless it was opened or something was bought. Messages that wait for an hour
 * leave to the second, so that a story can say when; longer delays have wide windows, with an offset.
 */
export function reminder(more: object = {}): object {
  return {
    id: 'reminder',
    name: 'Reminder',
    triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
    delay: '1 hour',
    ...('delay' in more ? {} : { precision: '1 second' }),
    exceptions: [{ interaction: 'email.opened', campaign: 'welcome' }, { behavior: 'purchase.made' }],
    messages: [
      { channel: 'email', subject: 'Did you see this?', body: "Hello {{ user.first_name | default: 'there' }}" },
    ],
    ...more,
  };
}

/** The properties of a campaign that a story may check. */
export interface CampaignSeen extends Pick<Campaign, 'status' | 'version' | 'history'> {
  /** The instant at which its publication began. */
  readonly publishedAt: Instant | undefined;
  readonly publishedVersion: number | undefined;
}

/** The properties of a decision that a story may check. */
export type DecisionSeen = Pick<Decision, 'decision' | 'reason' | 'eventId' | 'exception' | 'detail'>;

/** The properties of a refused event that a story may check. */
export type RefusedSeen = Pick<RefusedEvent, 'code' | 'entry'>;

/** An installation, on one machine with a simulated clock or on AWS. It begins on the first day at 09:00. */
export interface Story {
  readonly machine: LocalRuntime;
  readonly services: LocalRuntime['services'];
  /** The codes of warnings to operators. */
  readonly warnings: readonly string[];
  /** Saves a version; returns its faults, if it has any. */
  saves(definition: object): Promise<readonly Fault[]>;
  /** Saves and publishes a definition, or publishes what is saved; returns the refusal, if there is one. */
  publishes(definition: object | string): Promise<string | undefined>;
  stops(id: string, more?: { readonly rowsFollow: boolean }): Promise<void>;
  archives(id: string): Promise<void>;
  campaign(id: string): Promise<CampaignSeen>;
  followUp(id: string): Promise<FollowUp>;
  /** Moves the clock to a time, and processes all that falls due. */
  until(time: string): Promise<void>;
  /** Moves the clock to a time without processing anything, as if the machine were busy. */
  clockOnly(time: string): void;
  /** Moves the clock to a time; then users do this, and the events arrive at once. */
  does(time: string, ...all: Doing[]): Promise<void>;
  /** Receives now what users did at a time. */
  receives(time: string, ...all: Doing[]): Promise<EntryResult[]>;
  /** Returns the event of an action, for a stage that is called by hand. */
  event(time: string, doing: Doing): UserEvent;
  /** Returns the messages that were sent: "ann 11:00"; those of one wave in the order of user ids. */
  sent(campaignId?: string): string[];
  messages(): readonly MessageDispatched[];
  /** Returns the decisions about a user: "enrolled", "cancelled exception", …, oldest first. */
  decided(userId: string, campaignId?: string): Promise<string[]>;
  /** Returns the decisions about a user with their details. */
  decisions(userId: string, campaignId?: string): Promise<readonly DecisionSeen[]>;
  /** Returns how often each outcome and each reason was counted; those without a count are left out. */
  counts(campaignId?: string): Promise<Readonly<Record<string, number>>>;
  /** Returns the events that were refused, oldest first. */
  refused(): Promise<readonly RefusedSeen[]>;
  row(userId: string, campaignId?: string): Promise<Row>;
  waves(campaignId?: string): Promise<readonly Wave[]>;
}

/** A function that begins a story on a platform. */
export type Place = (published: readonly object[]) => Promise<Story>;

let place: Place = (published) => onOneMachine(published);

/** Runs the stories that begin from now on on another platform. */
export function runStoryOn(elsewhere: Place): void {
  place = elsewhere;
}

/** Begins a story with campaigns published at 09:00. */
export function story(...published: readonly object[]): Promise<Story> {
  return place(published);
}

/** Begins a story on one machine with senders. */
export function storyWithSenders(senderSetup: SenderSetup, ...published: readonly object[]): Promise<Story> {
  return onOneMachine(published, senderSetup);
}

/** Begins a story on one machine, and returns its store too, in which a test can look for what is left of a user. */
export async function storyOverStore(
  ...published: readonly object[]
): Promise<{ readonly tale: Story; readonly store: SqliteStore }> {
  const store = new SqliteStore(':memory:');
  return { tale: await onOneMachine(published, undefined, store), store };
}

async function onOneMachine(
  published: readonly object[],
  senderSetup?: SenderSetup,
  store = new SqliteStore(':memory:'),
): Promise<Story> {
  const warnings: string[] = [];
  const log = { warn: (code: string) => void warnings.push(code), logDecisions: () => undefined };
  const machine = createRuntime(store, { clockStart: at('09:00'), senderSetup, log });
  onTestFinished(() => machine.close());
  const begun = new Telling(machine, warnings);
  for (const definition of published) {
    const refusal = await begun.publishes(definition);
    if (refusal !== undefined) throw new Error(refusal);
  }
  return begun;
}

class Telling implements Story {
  readonly machine: LocalRuntime;
  readonly services: LocalRuntime['services'];
  readonly warnings: readonly string[];

  constructor(machine: LocalRuntime, warnings: readonly string[]) {
    this.machine = machine;
    this.services = machine.services;
    this.warnings = warnings;
  }

  async saves(definition: object): Promise<readonly Fault[]> {
    const check = checkDefinition(definition);
    if ('faults' in check) return check.faults;
    accepted(await saveCampaign(check.definition, { by: AUTHOR, services: this.services }));
    return [];
  }

  async publishes(definition: object | string): Promise<string | undefined> {
    if (typeof definition !== 'string') {
      const [fault] = await this.saves(definition);
      if (fault !== undefined) throw new Error(formatFault(fault));
    }
    const id = typeof definition === 'string' ? definition : idOf(definition);
    const acted = await publishCampaign(id, acting(this.services));
    return 'campaign' in acted ? undefined : explainRefusal(acted);
  }

  async stops(id: string, { rowsFollow } = { rowsFollow: true }): Promise<void> {
    accepted(await stopCampaign(id, acting(rowsFollow ? this.services : this.#withoutWaves())));
  }

  async archives(id: string): Promise<void> {
    accepted(await archiveCampaign(id, acting(this.services)));
  }

  async campaign(id: string): Promise<CampaignSeen> {
    const { publication, ...campaign } = await this.#stored(id);
    return { ...campaign, publishedAt: publication?.publishedAt, publishedVersion: publication?.version };
  }

  async followUp(id: string): Promise<FollowUp> {
    const { publication } = await this.#stored(id);
    return (await this.services.followUps.getByPublication(id, publication?.number ?? 0)).followUp;
  }

  async until(time: string): Promise<void> {
    await this.machine.advanceTo(at(time));
    await this.machine.runDue();
  }

  clockOnly(time: string): void {
    this.machine.manualClock?.moveTo(at(time));
  }

  async does(time: string, ...all: Doing[]): Promise<void> {
    if (at(time) > this.services.clock.now()) await this.until(time);
    const refused = (await this.receives(time, ...all)).find((result) => 'errorCode' in result);
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
  }

  async receives(time: string, ...all: Doing[]): Promise<EntryResult[]> {
    return this.machine.bus.put(all.map((doing) => entryOf(time, doing)));
  }

  event(time: string, doing: Doing): UserEvent {
    const reading = parseEntry(entryOf(time, doing), {
      now: Math.max(at(time), this.services.clock.now()),
      entryId: 'entry',
    });
    const event: ConnectorEvent | undefined = 'event' in reading ? reading.event : undefined;
    if (event === undefined || !isUserEvent(event))
      throw new Error(`event: expected a user event, found ${JSON.stringify(reading)}`);
    return event;
  }

  sent(campaignId?: string): string[] {
    const wanted = this.messages().filter((message) => campaignId === undefined || message.campaignId === campaignId);
    const inOrder = wanted
      .map(({ userId, dispatchedAt }) => ({ userId, left: parseInstant(dispatchedAt) ?? 0 }))
      .sort((one, other) => one.left - other.left || (one.userId < other.userId ? -1 : 1));
    return inOrder.map(({ userId, left }) => `${userId} ${formatTime(left)}`);
  }

  messages(): readonly MessageDispatched[] {
    let page = this.services.outbox.list();
    const found = [...page.items];
    while (page.cursor !== undefined) {
      page = this.services.outbox.list(page.cursor);
      found.push(...page.items);
    }
    return found;
  }

  async decided(userId: string, campaignId?: string): Promise<string[]> {
    return (await this.decisions(userId, campaignId)).map(writeDecision);
  }

  decisions(userId: string, campaignId = 'reminder'): Promise<readonly DecisionSeen[]> {
    return readUserDecisions(userId, campaignId, this.services);
  }

  async counts(campaignId = 'reminder'): Promise<Readonly<Record<string, number>>> {
    const counts = Object.entries(await this.services.counts.getByCampaign(campaignId));
    return Object.fromEntries(counts.filter(([, count]) => count !== 0));
  }

  async refused(): Promise<readonly RefusedSeen[]> {
    return (await this.services.refusals.list()).items;
  }

  async row(userId: string, campaignId = 'reminder'): Promise<Row> {
    const key: RowKey = { userId, campaignId };
    return this.services.rows.read(key);
  }

  async waves(campaignId = 'reminder'): Promise<readonly Wave[]> {
    return (await this.services.waves.listByCampaign(campaignId)).items;
  }

  async #stored(id: string): Promise<Campaign> {
    const campaign = await this.services.campaigns.get(id);
    if (campaign === undefined) throw new Error(`campaign ${id}: expected in the store`);
    return campaign;
  }

  /** Returns services that find no waves when a campaign is stopped, so that its rows are not changed yet. */
  #withoutWaves(): Services {
    const listOpenByPublication = async () => ({ items: [] });
    return { ...this.services, waves: { ...this.services.waves, listOpenByPublication } };
  }
}

const AUTHOR = 'the author';

const acting = (services: Services) => ({
  by: AUTHOR,
  services,
  publishLeadTime: 0,
  cancelWaits: (request: CancelPublicationRequest) => cancelAllWaits(request, services),
});

function accepted(acted: ActResult): void {
  if ('code' in acted) throw new Error(explainRefusal(acted));
}

const entryOf = (time: string, { type, detail }: Doing) => ({
  Source: 'app',
  DetailType: type,
  Detail: { occurredAt: formatInstant(at(time)), ...detail },
});

/** Formats a decision: "enrolled", "cancelled exception". */
export const writeDecision = ({ decision, reason }: DecisionSeen): string =>
  reason === undefined ? decision : `${decision} ${reason}`;

/** Returns the id of a definition. */
export const idOf = (definition: object): string => ('id' in definition ? String(definition.id) : '');

/** Wraps services: something happens just before a row is written for the first time. */
export function slippingIn(services: Services, happening: () => Promise<unknown>): Services {
  let happened = false;
  const write: Services['rows']['write'] = async (key, row) => {
    if (!happened) {
      happened = true;
      await happening();
    }
    return services.rows.write(key, row);
  };
  return { ...services, rows: { ...services.rows, write } };
}

/** Wraps services: the n-th write and all later ones fail. Also returns whether a write has failed. */
export function breakingAt(
  services: Services,
  nth: number,
): { readonly services: Services; readonly broke: () => boolean } {
  let writes = 0;
  const may = <Arguments extends readonly unknown[], Result>(write: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      writes += 1;
      if (writes >= nth) throw new Error(`the store failed at write ${nth}`);
      return write(...given);
    };
  };
  const { rows, seats, waves, outbox, reporter, counts, statistics } = services;
  return {
    broke: () => writes >= nth,
    services: {
      ...services,
      rows: {
        ...rows,
        write: may(rows.write),
        writeBoth: may(rows.writeBoth),
        archiveDecisions: may(rows.archiveDecisions),
        archiveDecidedTriggers: may(rows.archiveDecidedTriggers),
        archiveMarks: may(rows.archiveMarks),
      },
      seats: { ...seats, put: may(seats.put) },
      waves: { ...waves, start: may(waves.start), finish: may(waves.finish) },
      outbox: { send: may(outbox.send) },
      reporter: { report: may(reporter.report) },
      counts: { ...counts, add: may(counts.add) },
      statistics: { ...statistics, add: may(statistics.add) },
    },
  };
}
