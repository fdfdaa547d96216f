import * as v from 'valibot';
import {
  CANCELLED_REASONS,
  DECISIONS,
  ENROLLMENT_STATES,
  type EnrollmentState,
  WITHHELD_REASONS,
} from '../../../core/contracts/decision.ts';
import { type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { REFUSAL_CODES } from '../../../core/parse-entry.ts';
import type { CampaignSeen, DecisionSeen, RefusedSeen } from '../../harness/scenarios/story.ts';
import type { Answer, Call } from '../interface.ts';
import { MARKETER_ARN } from '../people.ts';
import { failure } from '../slowness.ts';
import { type Act, act } from '../writes.ts';
import type { Namespace } from './namespace.ts';

/** An enrollment that the interface lists, in real time. */
export interface ListedEnrollment {
  readonly userId: string;
  readonly enrollmentId: string;
  readonly state: EnrollmentState;
  readonly dueAt: Instant;
}

/** The HTTP interface as one story sees it: names are converted in both directions. */
export class Management {
  readonly #call: Call;
  readonly #names: Namespace;

  constructor(call: Call, names: Namespace) {
    this.#call = call;
    this.#names = names;
  }

  /** Saves a version; returns the fault, if it has any. */
  async save(id: string, definition: object): Promise<string | undefined> {
    const { status, body } = await this.#act(id, 'save', definition);
    if (status === 422) return this.#errorOf(body);
    if (status !== 200) throw new Error(this.#errorOf(body));
    return undefined;
  }

  /** Publishes; returns the instant from which it counts, also for what an edit adds, or the refusal. */
  async publish(id: string): Promise<{ readonly since: Instant } | { readonly refusal: string }> {
    const { status, body } = await this.#act(id, 'publish');
    if (status === 409) return { refusal: this.#errorOf(body) };
    if (status !== 200) throw new Error(this.#errorOf(body));
    const since = (await this.campaign(id)).history.findLast(({ did }) => did === 'published')?.at;
    if (since === undefined) throw new Error(`${id}: expected to be published in its history`);
    return { since };
  }

  /** Stops or archives; returns the instant. */
  async end(id: string, does: 'stop' | 'archive'): Promise<Instant> {
    const { status, body } = await this.#act(id, does);
    if (status !== 200) throw new Error(this.#errorOf(body));
    return v.parse(ended, body).at;
  }

  async campaign(id: string): Promise<CampaignSeen> {
    const { history, publishedAt, publishedVersion, ...seen } = v.parse(campaign, await this.#get(this.#path(id)));
    const acts = history.map((each) => ({ ...each, by: each.by === MARKETER_ARN ? 'the author' : each.by }));
    return { ...seen, publishedAt, publishedVersion, history: acts };
  }

  async counts(id: string): Promise<Readonly<Record<string, number>>> {
    const { counts, reasons } = v.parse(counted, await this.#get(this.#path(id)));
    return Object.fromEntries(Object.entries({ ...counts, ...reasons }).filter(([, count]) => count !== 0));
  }

  async listedEnrollments(id: string): Promise<ListedEnrollment[]> {
    const pages = await this.#pages(this.#path(id, '/enrollments'));
    const listedEnrollments = pages.flatMap((page) => v.parse(enrollments, page).enrollments);
    return listedEnrollments.filter(({ userId }) => this.#names.isInside(userId));
  }

  async decisions(userId: string, campaignId: string): Promise<(DecisionSeen & { readonly enrollmentId: string })[]> {
    const { inside, outside } = this.#names;
    const path = `/users/${encodeURIComponent(inside(userId))}/decisions?campaignId=${inside(campaignId)}`;
    const found = (await this.#pages(path)).flatMap((page) => v.parse(decisions, page).decisions);
    return found.map(({ exception, ...decision }) => ({
      ...decision,
      ...(exception === undefined ? {} : { exception: outside(exception) }),
    }));
  }

  /** Returns the events of this story that were refused, with the reason. */
  async refused(): Promise<(RefusedSeen & { readonly message: string })[]> {
    const pages = await this.#pages('/refused');
    return pages
      .flatMap((page) => v.parse(refusals, page).refused)
      .filter(({ entry }) => entry.Source === this.#names.name)
      .map((refusal) => ({ ...refusal, message: this.#names.outside(refusal.message) }));
  }

  async #pages(path: string): Promise<unknown[]> {
    const pages = [await this.#get(path)];
    for (let { cursor } = v.parse(paged, pages[0]); cursor !== undefined; ) {
      const page = await this.#get(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`);
      pages.push(page);
      cursor = v.parse(paged, page).cursor;
    }
    return pages;
  }

  async #get(path: string): Promise<unknown> {
    const { status, body } = await this.#call('GET', path);
    if (status >= 500) throw failure(`GET ${path}: ${status} ${this.#errorOf(body)}`);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${this.#errorOf(body)}`);
    return body;
  }

  #act(id: string, does: Act, body?: object): Promise<Answer> {
    return act(this.#call, { id: this.#names.inside(id), does, ...(body === undefined ? {} : { body }) });
  }

  #path(id: string, rest = ''): string {
    return `/campaigns/${this.#names.inside(id)}${rest}`;
  }

  /** Returns the error of an answer with the names of the story. */
  #errorOf(body: unknown): string {
    const parsed = v.safeParse(v.object({ error: v.object({ message: v.string() }) }), body);
    return this.#names.outside(parsed.success ? parsed.output.error.message : JSON.stringify(body));
  }
}

const instant = v.pipe(
  v.string(),
  v.transform((text) => parseInstant(text) ?? 0),
);
const paged = v.object({ cursor: v.optional(v.string()) });
const ended = v.object({ at: instant });
const counts = v.record(v.string(), v.number());
const counted = v.object({ counts, reasons: counts });
const decisions = v.object({
  decisions: v.array(
    v.object({
      decision: v.picklist(DECISIONS),
      reason: v.optional(v.picklist([...WITHHELD_REASONS, ...CANCELLED_REASONS])),
      eventId: v.string(),
      exception: v.optional(v.string()),
      enrollmentId: v.string(),
    }),
  ),
});
const enrollments = v.object({
  enrollments: v.array(
    v.object({
      userId: v.string(),
      enrollmentId: v.string(),
      state: v.picklist(ENROLLMENT_STATES),
      dueAt: instant,
    }),
  ),
});
const refusals = v.object({
  refused: v.array(
    v.object({
      code: v.picklist(REFUSAL_CODES),
      message: v.string(),
      entry: v.looseObject({ Source: v.optional(v.string()) }),
    }),
  ),
});
const campaign = v.object({
  status: v.picklist(['draft', 'published', 'stopped', 'archived']),
  version: v.number(),
  publishedAt: v.optional(instant),
  publishedVersion: v.optional(v.number()),
  history: v.array(
    v.object({
      at: instant,
      by: v.string(),
      did: v.picklist(['saved', 'published', 'stopped', 'archived']),
      version: v.number(),
    }),
  ),
});
