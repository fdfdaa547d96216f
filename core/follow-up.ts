import { type AssignVariant, createAssignment } from './assign-variant.ts';
import { type Comparison, compileComparedValue, compileComparison, type ReadValue } from './comparison.ts';
import { getConversionSelector, listConversions } from './contracts/conversion.ts';
import type { WithheldReason } from './contracts/decision.ts';
import {
  type FollowUpDefinition,
  getDuration,
  getPrecision,
  getReeligibility,
  getStaleAfter,
} from './contracts/definition.ts';
import type { Detail, UserEvent } from './contracts/event.ts';
import { type Fault, formatFault } from './contracts/fault.ts';
import { formatInteger } from './contracts/format-integer.ts';
import type { Instant } from './contracts/instant.ts';
import { getElapsedDelay } from './contracts/schedule-delay.ts';
import type { Selector } from './contracts/selector.ts';
import type { TimeSpan } from './contracts/time-span.ts';
import { compileConversions, hasConversions, type MatchConversions, type MatchedConversion } from './conversions.ts';
import type { Terms } from './decide/input.ts';
import { checkFilter, compileFilter } from './filter.ts';
import type { ConversionHistory } from './former-conversions.ts';
import { compileSelector, createSelectorKey, type EventMatcher, serializeSelector } from './matching.ts';
import type { MatchedException } from './row.ts';
import { needsStatistics } from './statistics/shares-epoch.ts';
import { MAX_FILTER_STEPS, StepCounter } from './step-counter.ts';
import { computeWindows } from './waves.ts';

/** A published version of a follow-up. It never changes. */
export interface PublishedVersion extends ConversionHistory {
  readonly definition: FollowUpDefinition;
  readonly version: number;
  readonly publication: number;
  /** The instant at which the publication began (R1). */
  readonly publishedAt: Instant;
  /** The instants since which triggers count, by trigger, for those that an edit added (R6). */
  readonly since: Readonly<Record<string, Instant>>;
  /** The number of the epoch of the shares (R48); absent in the first, and in versions without statistics. */
  readonly epoch?: number;
}

/** A published version that listens under the key of an event. */
export interface Listener {
  readonly campaignId: string;
  readonly publication: number;
  readonly version: number;
  /** The instant until which events count, and for conversions only: the publication ended, or no longer has this key (R47). */
  readonly conversionsUntil?: Instant;
}

/** The match of an event with a follow-up: it may be a trigger, several exceptions and several conversions, all of them or none. */
export interface EventMatch {
  /** The reason why an event that matches a trigger does not enroll. It is only set for a trigger. */
  readonly withheldReason?: WithheldReason;
  readonly isTrigger: boolean;
  /** The exceptions that the event matches. */
  readonly exceptions: readonly MatchedException[];
  /** The conversion events that the event is (R47). */
  readonly conversions: readonly MatchedConversion[];
  /** The failure of a filter. The event is then no trigger, no exception and no conversion. */
  readonly filterFailure?: FilterFailure;
}

/** The reason why a filter could not be evaluated for an event. */
export interface FilterFailure {
  /** The code: the filters would take too many steps (R78), or a filter is one that can no longer be published. */
  readonly code: 'FilterTooCostly' | 'FilterNotSupported';
  /** The place of the filter, such as `triggers.0.where`, and what was expected. */
  readonly message: string;
}

/** A published version of a follow-up, compiled for the engine. */
export interface FollowUp {
  readonly published: PublishedVersion;
  readonly campaignId: string;
  match(event: UserEvent): EventMatch;
  /** Matches an event with the conversion events only (R47). */
  matchConversions(event: UserEvent): EventMatch;
  /** The time from a trigger until its message is due; absent if that depends on a calendar (R20). */
  readonly elapsedDelay: TimeSpan | undefined;
  /** The comparison of exceptions with triggers (R39), if an exception compares. */
  readonly comparison: Comparison | undefined;
  /** True if the audience is narrower than everyone. */
  readonly hasAudience: boolean;
  /** Returns whether a user is in the audience: false also if the filter takes too many steps (R78) or cannot be run. */
  isInAudience(attributes: Readonly<Record<string, unknown>>): boolean;
  /** Assigns users to the variants and the control group (R46); undefined if all users get the same. */
  readonly assign: AssignVariant | undefined;
  /** True if the campaign asks for statistics (R48). */
  readonly hasStatistics: boolean;
  createTerms(userId: string): Terms;
}

/** Compiles a published version. The result is used for many events and enrollments. */
export function compileFollowUp(published: PublishedVersion): FollowUp {
  const { definition, publication, publishedAt, version } = published;
  const compileAll = (list: 'triggers' | 'exceptions') =>
    definition[list].map((selector, index) => compileSelectorWithStart(selector, published, `${list}.${index}.where`));
  const [triggers, exceptions] = [compileAll('triggers'), compileAll('exceptions')];
  const audience = definition.audience === 'everyone' ? () => true : compileFilter(definition.audience);
  const assign = createAssignment(definition);
  const [audienceFault] = definition.audience === 'everyone' ? [] : checkFilter(definition.audience, []);
  const terms: Omit<Terms, 'userId' | 'assignment'> = {
    campaignId: definition.id,
    publication,
    publishedAt,
    version,
    reeligibility: getReeligibility(definition),
    windows: computeWindows({ ...definition, precision: getPrecision(definition) }, publication),
    staleAfter: getStaleAfter(definition),
    duration: getDuration(definition),
    epoch: published.epoch,
    exceptions: new Set(exceptions.map(({ text }) => text)),
    hasConversions: hasConversions(published),
  };
  const conversions = compileConversions(published);
  return {
    published,
    campaignId: definition.id,
    match: (event) => matchEvent(event, { triggers, exceptions, conversions, audienceFault }),
    matchConversions: (event) =>
      matchEvent(event, { triggers: [], exceptions: [], conversions, audienceFault: undefined }),
    elapsedDelay: getElapsedDelay(definition.delay),
    comparison: compileComparison(definition.exceptions),
    hasAudience: definition.audience !== 'everyone',
    isInAudience: (attributes) => {
      const steps = new StepCounter();
      return audience(attributes, steps) && !steps.isExhausted;
    },
    assign,
    hasStatistics: needsStatistics(definition),
    createTerms: (userId) => ({ ...terms, userId, assignment: assign?.(userId) }),
  };
}

/** Returns the keys under which a definition listens, each once. */
export function listDefinitionKeys(definition: FollowUpDefinition): string[] {
  const conversions = listConversions(definition.conversions).map(({ conversion }) =>
    getConversionSelector(conversion),
  );
  return [...new Set([...definition.triggers, ...definition.exceptions, ...conversions].map(createSelectorKey))];
}

interface CompiledSelector {
  readonly text: string;
  /** The match where no value is compared. */
  readonly matched: MatchedException;
  readonly matches: EventMatcher;
  /** The reading of the values that an exception compares (R39), if it compares. */
  readonly readValue: ReadValue | undefined;
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
    matched: { exception: text },
    matches:
      selector.where === undefined ? matches : (event, steps) => steps.beginFilter(path) && matches(event, steps),
    readValue: compileComparedValue(selector),
    since: since[text] ?? publishedAt,
  };
}

/** The compiled filters of a version. */
interface CompiledFilters {
  readonly triggers: readonly CompiledSelector[];
  readonly exceptions: readonly CompiledSelector[];
  readonly conversions: MatchConversions;
  /** The fault because of which the audience cannot be run, if any. */
  readonly audienceFault: Fault | undefined;
}

function matchEvent(event: UserEvent, compiled: CompiledFilters): EventMatch {
  const { triggers, exceptions, audienceFault } = compiled;
  const steps = new StepCounter();
  const matchedTriggers = triggers.filter(({ matches }) => matches(event, steps));
  const matchedExceptions = exceptions.filter(({ matches }) => matches(event, steps));
  const conversions = compiled.conversions(event, steps);
  // A partial result may be wrong: an event that restarts a wait (R37) would only begin one.
  if (steps.isExhausted) return toFilterFailure(steps.currentFilter, steps.fault);
  const hasStarted = matchedTriggers.some(({ since }) => event.at >= since);
  if (hasStarted && audienceFault !== undefined) return toFilterFailure('audience', audienceFault);
  return {
    isTrigger: matchedTriggers.length > 0,
    ...(matchedTriggers.length > 0 && !hasStarted ? { withheldReason: 'before-publication' as const } : {}),
    exceptions: matchedExceptions.some(({ readValue }) => readValue !== undefined)
      ? matchedExceptions.flatMap((exception) => readMatchedException(exception, event.detail) ?? [])
      : matchedExceptions.map(({ matched }) => matched),
    conversions,
  };
}

/** Returns an exception that an event matches, with its value; undefined if it compares values that the event does not have (R39). */
function readMatchedException({ matched, readValue }: CompiledSelector, detail: Detail): MatchedException | undefined {
  if (readValue === undefined) return matched;
  const value = readValue(detail);
  return value === undefined ? undefined : { ...matched, value };
}

function toFilterFailure(filter: string, fault: Fault | undefined): EventMatch {
  const why: FilterFailure =
    fault === undefined
      ? { code: 'FilterTooCostly', message: `${filter}: expected ${STEPS_EXPECTED}, found more` }
      : { code: 'FilterNotSupported', message: formatFault({ ...fault, path: [filter, ...fault.path] }) };
  return { isTrigger: false, exceptions: [], conversions: [], filterFailure: why };
}

const STEPS_EXPECTED = `filters that take at most ${formatInteger(MAX_FILTER_STEPS)} steps for one event`;
