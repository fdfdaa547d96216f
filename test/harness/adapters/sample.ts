import { randomUUID } from 'node:crypto';
import {
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  planArchive,
  planPublish,
  planSave,
  planStop,
} from '../../../core/campaign.ts';
import type { Decision } from '../../../core/contracts/decision.ts';
import type { FollowUpDefinition } from '../../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { PublishedVersion } from '../../../core/follow-up.ts';
import type { Services } from '../../../core/ports.ts';
import { NEW_ROW, type Row } from '../../../core/row.ts';

/** The instant at which these tests begin. */
export const NOON = Date.UTC(2026, 11, 1, 12);

/** Returns an id that no other test uses, because adapters may share one store. */
export const fresh = (name: string): string => `${name}-${randomUUID().slice(0, 13)}`;

/** Creates a row that can be recognized by the event id of its decision. */
export function createRow(eventId: string, rev: number): Row {
  const decision: Decision = { at: NOON, decision: 'enrolled', eventId, enrollmentId: eventId, triggeredAt: NOON };
  return { ...NEW_ROW, rev, decisions: [decision] };
}

/** Returns the event id of the first decision, by which tests recognize a row. */
export const getFirstEventId = (row: Row): string | undefined => row.decisions[0]?.eventId;

/** Creates a follow-up of a target campaign. */
export function followUpOfTarget(id: string, target: string, more: Partial<FollowUpDefinition> = {}) {
  const definition: FollowUpDefinition = {
    id,
    name: 'Reminder',
    triggers: [{ interaction: 'email.received', campaign: target }],
    delay: '1 hour',
    exceptions: [],
    audience: 'everyone',
    recheckAudience: false,
    reeligibility: 'never',
    staleAfter: '72 hours',
    messages: [{ channel: 'email', subject: 'Did you see this?', body: 'Hello' }],
    ...more,
  };
  return definition;
}

/** Creates a message that is ready to be dispatched. */
export function message(dispatchId: string): MessageDispatched {
  return {
    dispatchId,
    campaignId: 'reminder',
    version: 1,
    userId: 'ann',
    messages: [{ channel: 'push', body: 'Hello' }],
    trigger: { id: 'event-1' },
    dueAt: '2026-12-01T13:00:00.000Z',
    dispatchedAt: '2026-12-01T13:00:01.000Z',
  };
}

/** An owner of a campaign, who acts on it as the HTTP interface does and stores each action. */
export class Owner {
  #campaign: Campaign | undefined;
  #definition: FollowUpDefinition | undefined;
  #published: PublishedVersion | undefined;
  #now: number;
  readonly #services: Services;

  constructor(services: Services, now = NOON) {
    this.#services = services;
    this.#now = now;
  }

  get campaign(): Campaign {
    if (this.#campaign === undefined) throw new Error('campaign: expected to be saved');
    return this.#campaign;
  }

  async saves(definition: FollowUpDefinition): Promise<CampaignWrite> {
    this.#definition = definition;
    return this.#write(planSave(this.#campaign, definition, this.#acting()));
  }

  async publishes(definition?: FollowUpDefinition): Promise<CampaignWrite> {
    if (definition !== undefined) await this.saves(definition);
    if (this.#definition === undefined) throw new Error('definition: expected to be saved');
    const asked = { campaign: this.campaign, definition: this.#definition, archivedTargets: [] };
    return this.#write(planPublish({ ...asked, published: this.#published }, this.#acting()));
  }

  stops(): Promise<CampaignWrite> {
    return this.#write(planStop(this.campaign, this.#published, this.#acting()));
  }

  archives(): Promise<CampaignWrite> {
    return this.#write(planArchive(this.campaign, this.#published, this.#acting()));
  }

  #acting() {
    this.#now += 1_000;
    return { now: this.#now, by: 'owner' };
  }

  async #write(act: CampaignWrite | CampaignActRefusal | AlreadyDone): Promise<CampaignWrite> {
    if (!('campaign' in act)) throw new Error('code' in act ? act.code : 'done already');
    if (!(await this.#services.campaigns.write(act))) throw new Error(`campaign ${act.campaign.id}: write refused`);
    this.#campaign = act.campaign;
    this.#published = act.published ?? this.#published;
    return act;
  }
}
