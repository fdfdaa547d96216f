import type { Definition, FollowUpDefinition } from '../core/contracts/definition.ts';
import { isObject } from '../core/contracts/object.ts';
import type { ScheduleDelay } from '../core/contracts/schedule-delay.ts';
import type { Filter, Selector } from '../core/contracts/selector.ts';
import { parseTimeSpan } from '../core/contracts/time-span.ts';
import { listChannels } from '../core/list-messages.ts';
import { type CampaignSentences, SPAN_UNITS, WORDED_OPERATORS } from './campaign-sentences.ts';

/**
 * Returns in plain language what a campaign does: its triggers, its delay and its messages first, then what keeps them from being sent, and
 * for whom they are. `format` formats an instant.
 */
export function describeCampaign(
  definition: Definition,
  sentences: CampaignSentences,
  format: (instant: string) => string = (instant) => instant,
): string {
  if (!('triggers' in definition)) return sentences.sentElsewhere;
  const { exceptions, variants, audience, recheckAudience, controlGroup, quietHours, duration } = definition;
  return [
    describeFlow(definition, sentences),
    variants === undefined
      ? undefined
      : sentences.variants(
          joinAll(
            variants.map(({ name, share }) => `${name} (${formatPercent(share, sentences)})`),
            sentences,
          ),
        ),
    exceptions.length === 0 ? undefined : sentences.exceptions(describeSelectors(exceptions, sentences)),
    audience === 'everyone' || isEmpty(audience)
      ? undefined
      : sentences.audience(describeFilter(audience, sentences), recheckAudience),
    controlGroup === undefined ? undefined : sentences.controlGroup(formatPercent(controlGroup, sentences)),
    quietHours === undefined || quietHours === 'none'
      ? undefined
      : sentences.quietHours(quietHours.from, quietHours.to, quietHours.then),
    duration === undefined
      ? undefined
      : sentences.duration(duration.start && format(duration.start), duration.end && format(duration.end)),
    describeReeligibility(definition, sentences),
    definition.purpose === 'transactional' ? sentences.transactional : undefined,
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

function describeFlow(definition: FollowUpDefinition, sentences: CampaignSentences): string {
  const { triggers, delay } = definition;
  const when = describeSelectors(triggers, sentences);
  const channels = [...listChannels(definition)].map((channel) => sentences.channels[channel]);
  const messages = joinAll(channels, sentences);
  if (typeof delay !== 'string') return sentences.untilTime(when, describeTime(delay, sentences), messages);
  return delay === 'none' || parseTimeSpan(delay) === 0
    ? sentences.immediately(when, messages)
    : sentences.afterSpan(when, describeSpan(delay, sentences), messages);
}

function describeTime(delay: Exclude<ScheduleDelay, string>, sentences: CampaignSentences): string {
  const zone = sentences.zones[delay.zone];
  return 'next' in delay
    ? sentences.nextWeekday(sentences.nextDays[delay.next], delay.at, zone)
    : sentences.afterDays(describeSpan(delay.in, sentences), delay.at, zone);
}

function describeReeligibility(
  { reeligibility }: FollowUpDefinition,
  { reeligibility: phrases, ...sentences }: CampaignSentences,
) {
  if (reeligibility === 'never') return phrases.never;
  return reeligibility === 'immediately' ? phrases.immediately : phrases.after(describeSpan(reeligibility, sentences));
}

/** Returns a span of a campaign file, such as "1 day", in another language. */
function describeSpan(span: string, sentences: Pick<CampaignSentences, 'spans'>): string {
  const [count, word = ''] = span.split(' ');
  const unit = SPAN_UNITS.find((each) => word === each || word === `${each}s`);
  return unit === undefined ? span : sentences.spans[unit](Number(count));
}

/** Returns what users do, any one of several things. */
function describeSelectors(selectors: readonly Selector[], sentences: CampaignSentences): string {
  return joinAny(
    selectors.map((selector) => describeSelector(selector, sentences)),
    sentences,
  );
}

/** Returns what users do to be a trigger or an exception, with what narrows it in parentheses. */
export function describeSelector(selector: Selector, sentences: CampaignSentences): string {
  const act =
    'interaction' in selector
      ? sentences.interactions[selector.interaction](selector.campaign)
      : sentences.behaviors[selector.behavior];
  const narrowed = Object.entries(sentences.narrowings).flatMap(([field, name]) => {
    const value = new Map<string, unknown>(Object.entries(selector)).get(field);
    return typeof value === 'string' ? [sentences.narrowed(name, value)] : [];
  });
  const { where, sameAsTrigger } = selector;
  const details = [
    ...narrowed,
    ...(where === undefined || isEmpty(where) ? [] : [sentences.where(describeFilter(where, sentences))]),
    ...(sameAsTrigger === undefined ? [] : [sentences.sameAsTrigger(joinAll(sameAsTrigger, sentences))]),
    ...('includeSuspectedBots' in selector && selector.includeSuspectedBots ? [sentences.includesSuspectedBots] : []),
    ...('includeRefunds' in selector && selector.includeRefunds ? [sentences.includesRefunds] : []),
  ];
  return details.length === 0 ? act : `${act} (${details.join(', ')})`;
}

/** Returns whether a filter has no conditions: every user and every event meets it. */
function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

/** Returns the conditions of a filter in words. Those that have none are shown as they are written. */
function describeFilter(filter: Filter, sentences: CampaignSentences): string {
  return joinAll(
    Object.entries(filter).flatMap(([field, condition]) => describeCondition(field, condition, sentences)),
    sentences,
  );
}

function describeCondition(field: string, condition: unknown, sentences: CampaignSentences): string[] {
  if (field.startsWith('$')) return [`${field} ${JSON.stringify(condition)}`];
  if (!isObject(condition) || isEmpty(condition))
    return [sentences.conditions.$eq(field, formatOperand(condition, sentences))];
  return Object.entries(condition).map(([operator, operand]) => {
    if (operator === '$exists') return sentences.exists(field, operand === true);
    const worded = WORDED_OPERATORS.find((each) => each === operator);
    return worded === undefined
      ? `${field} ${operator} ${JSON.stringify(operand)}`
      : sentences.conditions[worded](field, formatOperand(operand, sentences));
  });
}

function formatOperand(operand: unknown, sentences: CampaignSentences): string {
  if (Array.isArray(operand)) {
    return joinAny(
      operand.map((each) => formatOperand(each, sentences)),
      sentences,
    );
  }
  return typeof operand === 'string' ? `“${operand}”` : JSON.stringify(operand);
}

function formatPercent(percent: number, { locale }: CampaignSentences): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100);
}

function joinAll(parts: readonly string[], { locale }: CampaignSentences): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
}

function joinAny(parts: readonly string[], { locale }: CampaignSentences): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(parts);
}
