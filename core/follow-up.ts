import type { WithheldReason } from './contracts/decision.ts';
import { delayOf, type FollowUpDefinition, precisionOf, staleAfterOf, windowOf } from './contracts/definition.ts';
import type { UserEvent } from './contracts/event.ts';
import { type Fault, writeFault } from './contracts/fault.ts';
import type { Instant } from './contracts/instant.ts';
import type { Selector } from './contracts/selector.ts';
import { writeWhole } from './contracts/whole-number.ts';
import type { Terms } from './decide/input.ts';
import { checkFilter, compileFilter } from './filter.ts';
import { keyOf, type Matcher, matcherOf, writeSelector } from './matching.ts';
import { windowWidth } from './waves.ts';
import { MOST_STEPS, Work } from './work.ts';

/** A version as it was published: everything about it that never changes again. */
export interface PublishedVersion {
  readonly definition: FollowUpDefinition;
  readonly version: number;
  readonly publication: number;
  /** When the publication began (R1). */
  readonly publishedAt: Instant;
  /** By trigger: since when it counts, where an edit added it (R6). */
  readonly since: Readonly<Record<string, Instant>>;
}

/** Which published version listens to an event key. */
export interface Listener {
  readonly campaignId: string;
  readonly publication: number;
  readonly version: number;
}

/** How an event concerns a follow-up; neither list filled: not at all. */
export interface Concern {
  /** Why an event that matches a trigger does not enroll; only set when it triggers. */
  readonly refused?: WithheldReason;
  readonly triggers: boolean;
  /** The exceptions that it is, as the campaign writes them. */
  readonly exceptions: readonly string[];
  /** Why a filter could not judge the event: it then triggers nothing and excepts nothing. */
  readonly unjudged?: Unjudged;
}

/** Why a filter could not judge an event. */
export interface Unjudged {
  /** The filter would have taken more steps than it may (R78), or it is one that can no longer be published. */
  readonly code: 'FilterTooCostly' | 'FilterNotSupported';
  /** Names the filter, such as `triggers.0.where`, and what was expected. */
  readonly message: string;
}

/** A published version, compiled: what the stages ask about a follow-up. */
export interface FollowUp {
  readonly published: PublishedVersion;
  readonly campaignId: string;
  concern(event: UserEvent): Concern;
  /** Whether the audience is narrower than everyone. */
  readonly hasAudience: boolean;
  /** Whether a user is in the audience; not where the filter takes more steps than it may (R78), or cannot be run. */
  includes(attributes: Readonly<Record<string, unknown>>): boolean;
  termsFor(userId: string): Terms;
}

/** Compiles a published version once, for every event and passenger to come. */
export function followUpOf(published: PublishedVersion): FollowUp {
  const { definition, publication, publishedAt, version } = published;
  const compileAll = (list: 'triggers' | 'exceptions') =>
    definition[list].map((selector, index) => compiled(selector, published, `${list}.${index}.where`));
  const [triggers, exceptions] = [compileAll('triggers'), compileAll('exceptions')];
  const audience = definition.audience === 'everyone' ? () => true : compileFilter(definition.audience);
  const [audienceFault] = definition.audience === 'everyone' ? [] : checkFilter(definition.audience, []);
  const delay = delayOf(definition);
  const terms: Omit<Terms, 'userId'> = {
    campaignId: definition.id,
    publication,
    publishedAt,
    version,
    delay,
    window: windowOf(definition),
    width: windowWidth(delay, precisionOf(definition)),
    staleAfter: staleAfterOf(definition),
    exceptions: new Set(exceptions.map(({ text }) => text)),
  };
  return {
    published,
    campaignId: definition.id,
    concern: (event) => concernOf(event, { triggers, exceptions, audienceFault }),
    hasAudience: definition.audience !== 'everyone',
    includes: (attributes) => {
      const work = new Work();
      return audience(attributes, work) && !work.isSpent;
    },
    termsFor: (userId) => ({ ...terms, userId }),
  };
}

/** Every key a published version listens under, each once. */
export function keysOfDefinition(definition: FollowUpDefinition): string[] {
  return [...new Set([...definition.triggers, ...definition.exceptions].map(keyOf))];
}

interface CompiledSelector {
  readonly text: string;
  readonly matches: Matcher;
  readonly since: Instant;
}

function compiled(selector: Selector, { publishedAt, since }: PublishedVersion, place: string): CompiledSelector {
  const [text, matches] = [writeSelector(selector), matcherOf(selector)];
  return {
    text,
    matches: selector.where === undefined ? matches : (event, work) => work.begin(place) && matches(event, work),
    since: since[text] ?? publishedAt,
  };
}

/** The filters of a version, compiled. */
interface CompiledFilters {
  readonly triggers: readonly CompiledSelector[];
  readonly exceptions: readonly CompiledSelector[];
  /** Why the audience cannot be run, if so. */
  readonly audienceFault: Fault | undefined;
}

function concernOf(event: UserEvent, { triggers, exceptions, audienceFault }: CompiledFilters): Concern {
  const work = new Work();
  const triggered = triggers.filter(({ matches }) => matches(event, work));
  const excepted = exceptions.filter(({ matches }) => matches(event, work));
  // Half an answer may be the wrong one: an event that restarts a wait (R37) would only begin it.
  if (work.isSpent) return unjudged(work.filter, work.fault);
  const counts = triggered.some(({ since }) => event.at >= since);
  if (counts && audienceFault !== undefined) return unjudged('audience', audienceFault);
  return {
    triggers: triggered.length > 0,
    ...(triggered.length > 0 && !counts ? { refused: 'before-publication' as const } : {}),
    exceptions: excepted.map(({ text }) => text),
  };
}

function unjudged(filter: string, fault: Fault | undefined): Concern {
  const why: Unjudged =
    fault === undefined
      ? { code: 'FilterTooCostly', message: `${filter}: expected ${STEPS_EXPECTED}, found more` }
      : { code: 'FilterNotSupported', message: writeFault({ ...fault, path: [filter, ...fault.path] }) };
  return { triggers: false, exceptions: [], unjudged: why };
}

const STEPS_EXPECTED = `filters that take at most ${writeWhole(MOST_STEPS)} steps for one event`;
