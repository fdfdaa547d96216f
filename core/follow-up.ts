import type { WithheldReason } from './contracts/decision.ts';
import {
  type FollowUpDefinition,
  getDelay,
  getPrecision,
  getReeligibility,
  getStaleAfter,
} from './contracts/definition.ts';
import type { UserEvent } from './contracts/event.ts';
import { type Fault, formatFault } from './contracts/fault.ts';
import type { Instant } from './contracts/instant.ts';
import type { Selector } from './contracts/selector.ts';
import { formatInteger } from './contracts/whole-number.ts';
import type { Terms } from './decide/input.ts';
import { checkFilter, compileFilter } from './filter.ts';
import { compileSelector, createSelectorKey, type EventMatcher, serializeSelector } from './matching.ts';
import { computeWindowWidth } from './waves.ts';
import { MAX_FILTER_STEPS, StepCounter } from './work.ts';

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
export interface EventMatch {
  /** Why an event that matches a trigger does not enroll; only set when it triggers. */
  readonly withheldReason?: WithheldReason;
  readonly isTrigger: boolean;
  /** The exceptions that it is, as the campaign writes them. */
  readonly exceptions: readonly string[];
  /** Why a filter could not judge the event: it then triggers nothing and excepts nothing. */
  readonly filterFailure?: FilterFailure;
}

/** Why a filter could not judge an event. */
export interface FilterFailure {
  /** The filter would have taken more steps than it may (R78), or it is one that can no longer be published. */
  readonly code: 'FilterTooCostly' | 'FilterNotSupported';
  /** Names the filter, such as `triggers.0.where`, and what was expected. */
  readonly message: string;
}

/** A published version, compiled: what the stages ask about a follow-up. */
export interface FollowUp {
  readonly published: PublishedVersion;
  readonly campaignId: string;
  match(event: UserEvent): EventMatch;
  /** Whether the audience is narrower than everyone. */
  readonly hasAudience: boolean;
  /** Whether a user is in the audience; not where the filter takes more steps than it may (R78), or cannot be run. */
  isInAudience(attributes: Readonly<Record<string, unknown>>): boolean;
  createTerms(userId: string): Terms;
}

/** Compiles a published version once, for every event and passenger to come. */
export function compileFollowUp(published: PublishedVersion): FollowUp {
  const { definition, publication, publishedAt, version } = published;
  const compileAll = (list: 'triggers' | 'exceptions') =>
    definition[list].map((selector, index) => compileSelectorWithStart(selector, published, `${list}.${index}.where`));
  const [triggers, exceptions] = [compileAll('triggers'), compileAll('exceptions')];
  const audience = definition.audience === 'everyone' ? () => true : compileFilter(definition.audience);
  const [audienceFault] = definition.audience === 'everyone' ? [] : checkFilter(definition.audience, []);
  const delay = getDelay(definition);
  const terms: Omit<Terms, 'userId'> = {
    campaignId: definition.id,
    publication,
    publishedAt,
    version,
    delay,
    reeligibility: getReeligibility(definition),
    windowWidth: computeWindowWidth(delay, getPrecision(definition)),
    staleAfter: getStaleAfter(definition),
    exceptions: new Set(exceptions.map(({ text }) => text)),
  };
  return {
    published,
    campaignId: definition.id,
    match: (event) => matchEvent(event, { triggers, exceptions, audienceFault }),
    hasAudience: definition.audience !== 'everyone',
    isInAudience: (attributes) => {
      const steps = new StepCounter();
      return audience(attributes, steps) && !steps.isExhausted;
    },
    createTerms: (userId) => ({ ...terms, userId }),
  };
}

/** Every key a published version listens under, each once. */
export function listDefinitionKeys(definition: FollowUpDefinition): string[] {
  return [...new Set([...definition.triggers, ...definition.exceptions].map(createSelectorKey))];
}

interface CompiledSelector {
  readonly text: string;
  readonly matches: EventMatcher;
  readonly since: Instant;
}

function compileSelectorWithStart(
  selector: Selector,
  { publishedAt, since }: PublishedVersion,
  path: string,
): CompiledSelector {
  const [text, matches] = [serializeSelector(selector), compileSelector(selector)];
  return {
    text,
    matches:
      selector.where === undefined ? matches : (event, steps) => steps.beginFilter(path) && matches(event, steps),
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

function matchEvent(event: UserEvent, { triggers, exceptions, audienceFault }: CompiledFilters): EventMatch {
  const steps = new StepCounter();
  const matchedTriggers = triggers.filter(({ matches }) => matches(event, steps));
  const matchedExceptions = exceptions.filter(({ matches }) => matches(event, steps));
  // Half an answer may be the wrong one: an event that restarts a wait (R37) would only begin it.
  if (steps.isExhausted) return toFilterFailure(steps.currentFilter, steps.fault);
  const hasStarted = matchedTriggers.some(({ since }) => event.at >= since);
  if (hasStarted && audienceFault !== undefined) return toFilterFailure('audience', audienceFault);
  return {
    isTrigger: matchedTriggers.length > 0,
    ...(matchedTriggers.length > 0 && !hasStarted ? { withheldReason: 'before-publication' as const } : {}),
    exceptions: matchedExceptions.map(({ text }) => text),
  };
}

function toFilterFailure(filter: string, fault: Fault | undefined): EventMatch {
  const why: FilterFailure =
    fault === undefined
      ? { code: 'FilterTooCostly', message: `${filter}: expected ${STEPS_EXPECTED}, found more` }
      : { code: 'FilterNotSupported', message: formatFault({ ...fault, path: [filter, ...fault.path] }) };
  return { isTrigger: false, exceptions: [], filterFailure: why };
}

const STEPS_EXPECTED = `filters that take at most ${formatInteger(MAX_FILTER_STEPS)} steps for one event`;
