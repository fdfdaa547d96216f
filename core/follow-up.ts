import type { WithheldReason } from './contracts/decision.ts';
import { delayOf, type FollowUpDefinition, precisionOf, staleAfterOf, windowOf } from './contracts/definition.ts';
import type { UserEvent } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import type { Selector } from './contracts/selector.ts';
import type { Terms } from './decide/input.ts';
import { compileFilter } from './filter.ts';
import { keyOf, type Matcher, matcherOf, writeSelector } from './matching.ts';
import { windowWidth } from './waves.ts';

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
}

/** A published version, compiled: what the stages ask about a follow-up. */
export interface FollowUp {
  readonly published: PublishedVersion;
  readonly campaignId: string;
  concern(event: UserEvent): Concern;
  /** Whether the audience is narrower than everyone. */
  readonly hasAudience: boolean;
  includes(attributes: Readonly<Record<string, unknown>>): boolean;
  termsFor(userId: string): Terms;
}

/** Compiles a published version once, for every event and passenger to come. */
export function followUpOf(published: PublishedVersion): FollowUp {
  const { definition, publication, publishedAt, version } = published;
  const triggers = definition.triggers.map((selector) => compiled(selector, published));
  const exceptions = definition.exceptions.map((selector) => compiled(selector, published));
  const audience = definition.audience === 'everyone' ? () => true : compileFilter(definition.audience);
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
    concern: (event) => concernOf(event, triggers, exceptions),
    hasAudience: definition.audience !== 'everyone',
    includes: audience,
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

function compiled(selector: Selector, { publishedAt, since }: PublishedVersion): CompiledSelector {
  const text = writeSelector(selector);
  return { text, matches: matcherOf(selector), since: since[text] ?? publishedAt };
}

function concernOf(event: UserEvent, triggers: CompiledSelector[], exceptions: CompiledSelector[]): Concern {
  const triggered = triggers.filter(({ matches }) => matches(event));
  const counts = triggered.some(({ since }) => event.at >= since);
  return {
    triggers: triggered.length > 0,
    ...(triggered.length > 0 && !counts ? { refused: 'before-publication' as const } : {}),
    exceptions: exceptions.filter(({ matches }) => matches(event)).map(({ text }) => text),
  };
}
