import { listConversions } from './contracts/conversion.ts';
import { type Definition, type FollowUpDefinition, getStaleAfter, isFollowUp } from './contracts/definition.ts';
import type { Fault } from './contracts/fault.ts';
import { isObject } from './contracts/object.ts';
import { getQuietSpan } from './contracts/quiet-hours.ts';
import { getMaxDelay } from './contracts/schedule-delay.ts';
import type { InstallationSettings } from './contracts/settings.ts';
import { DAY, type TimeSpan } from './contracts/time-span.ts';
import { findSecrets, type SecretWarning } from './find-secrets.ts';
import { findHtmlWarnings, type HtmlWarning } from './html/find-html-warnings.ts';
import { isEqualJson } from './is-equal-json.ts';
import { listMessages } from './list-messages.ts';
import { findPlainHttpUrls } from './webhook-url-check.ts';

/**
 * A warning about a campaign that is accepted: it may not do what its author intends, or it gives a secret away. The values are for its
 * sentence.
 */
export type DefinitionWarning =
  | SecretWarning
  | HtmlWarning
  | ({ readonly path: Fault['path'] } & (
      | {
          /** Messages that quiet hours hold become stale before the hours end (R26, R27). */
          readonly code: 'stale-in-quiet-hours';
          readonly staleAfter: TimeSpan;
          readonly quietSpan: TimeSpan;
        }
      /** Opens by mail programs cancel the wait, too (R64). */
      | { readonly code: 'machine-opens' }
      /** Opens by mail programs are conversions, too (R64). */
      | { readonly code: 'machine-opens-convert' }
      /** The wait is longer than the time for which Amazon SES tracks an email. */
      | { readonly code: 'tracking-ends'; readonly trackedFor: TimeSpan }
      /** All users are in the control group, so that no one is sent a message (R46). */
      | { readonly code: 'all-in-control' }
      /** A webhook goes over plain HTTP: everyone on the way can read it (R88). */
      | { readonly code: 'plain-http' }
      | {
          /** The audience has a condition of a trigger: a profile may not have the value yet when the trigger arrives (R43). */
          readonly code: 'audience-repeats-trigger';
          readonly field: string;
          readonly trigger: number;
        }
    ));

/** Returns the warnings about a campaign that need no installation to be found. */
export function findDefinitionWarnings(definition: Definition): DefinitionWarning[] {
  const secrets = findSecrets(definition);
  if (!isFollowUp(definition)) return secrets;
  return [
    ...secrets,
    ...findMachineOpens(definition),
    ...findConversionWarnings(definition),
    ...findUntrackedWaits(definition),
    ...findPlainHttpUrls(listMessages(definition)).map((path) => ({ path, code: 'plain-http' as const })),
    ...(definition.controlGroup === 100 ? [{ path: ['controlGroup'], code: 'all-in-control' as const }] : []),
    ...findRepeatedConditions(definition),
    ...findStaleHolds(definition, definition.quietHours),
    ...findHtmlWarnings(definition),
  ];
}

/** Returns the warnings about a campaign that follow from the settings of the installation. */
export function findSettingsWarnings(definition: Definition, settings: InstallationSettings): DefinitionWarning[] {
  const isHeldBySettings = isFollowUp(definition) && definition.quietHours === undefined;
  return isHeldBySettings ? findStaleHolds(definition, settings.quietHours) : [];
}

function findMachineOpens({ exceptions }: FollowUpDefinition): DefinitionWarning[] {
  return exceptions.flatMap((exception, index) => {
    const isPlainOpen = 'interaction' in exception && exception.interaction === 'email.opened';
    return isPlainOpen && exception.openKind === undefined
      ? [{ path: ['exceptions', index], code: 'machine-opens' as const }]
      : [];
  });
}

function findConversionWarnings({ conversions }: FollowUpDefinition): DefinitionWarning[] {
  return listConversions(conversions).flatMap(({ letter, conversion }) => {
    const isPlainOpen = 'interaction' in conversion && conversion.interaction === 'email.opened';
    return isPlainOpen && conversion.openKind === undefined
      ? [{ path: ['conversions', letter], code: 'machine-opens-convert' as const }]
      : [];
  });
}

/** The time for which Amazon SES tracks the opens and clicks of an email. */
const SES_TRACKING: TimeSpan = 60 * DAY;

const TRACKED_INTERACTIONS: readonly string[] = ['email.opened', 'email.clicked', 'email.alias_clicked'];

function findUntrackedWaits({ delay, exceptions }: FollowUpDefinition): DefinitionWarning[] {
  if (getMaxDelay(delay) <= SES_TRACKING) return [];
  return exceptions.flatMap((exception, index) =>
    'interaction' in exception && TRACKED_INTERACTIONS.includes(exception.interaction)
      ? [{ path: ['exceptions', index], code: 'tracking-ends' as const, trackedFor: SES_TRACKING }]
      : [],
  );
}

/** Returns the conditions of the audience that a trigger has, too, on a field of the same name or of its properties. */
function findRepeatedConditions({ audience, triggers }: FollowUpDefinition): DefinitionWarning[] {
  if (audience === 'everyone') return [];
  return Object.entries(audience).flatMap(([field, condition]) => {
    const names = [field, `properties.${field}`];
    const trigger = triggers.findIndex(({ where }) =>
      listConditions(where).some(([name, other]) => names.includes(name) && isEqualJson(other, condition)),
    );
    return trigger === -1
      ? []
      : [{ path: ['audience', field], code: 'audience-repeats-trigger' as const, field, trigger }];
  });
}

/** Returns the conditions of a filter by their fields, those of an object of properties by their paths. */
function listConditions(where: unknown): (readonly [field: string, condition: unknown])[] {
  if (!isObject(where)) return [];
  const { properties } = where;
  const inner = isObject(properties)
    ? Object.entries(properties).map(([name, condition]) => [`properties.${name}`, condition] as const)
    : [];
  return [...Object.entries(where), ...inner];
}

function findStaleHolds(
  definition: FollowUpDefinition,
  quietHours: FollowUpDefinition['quietHours'],
): DefinitionWarning[] {
  if (quietHours === undefined || quietHours === 'none' || quietHours.then !== 'hold') return [];
  const [staleAfter, quietSpan] = [getStaleAfter(definition), getQuietSpan(quietHours)];
  return staleAfter < quietSpan ? [{ path: ['staleAfter'], code: 'stale-in-quiet-hours', staleAfter, quietSpan }] : [];
}
