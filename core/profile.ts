import type { ProfileUpdate } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import { findJsonFault, MAX_JSON_LEVELS } from './contracts/json.ts';
import { isTimeZone } from './contracts/time-zone.ts';

/** The profile of a user. Each field has the instant of its update, so that updates may arrive in any order (R60). */
export interface Profile {
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly at: Instant }>>;
  /** The cut of the user's deletion: what was done at or before it is forgotten (R65). Absent for a user who was never deleted. */
  readonly deletedUntil?: Instant;
  /** The users who were merged into this one, and into those. */
  readonly mergedFrom?: readonly string[];
  /** The length of the longest chain of merges that ends at this user; absent if no user was merged into this one. */
  readonly mergeDepth?: number;
  /** The user into whom this one was merged: this one is an alias, and has no fields of its own. */
  readonly mergedInto?: string;
  /** The instant of that merge, from which on every writer knows of it. */
  readonly mergedAt?: Instant;
  /** True for an alias whose user was deleted: it is kept as long as the deletion, and no longer. */
  readonly isDeletedAlias?: true;
}

/** The maximum size of a user's attributes in bytes, as JSON in UTF-8. */
export const MAX_ATTRIBUTES_BYTES = 64 * 1024;

const OWN_FIELDS = ['timeZone', 'language', 'email', 'phone'] as const;
const ATTRIBUTE_PREFIX = 'attributes.';

/** Returns a profile after an update. Attributes are merged, null removes a field, and the later instant wins. */
export function mergeProfileUpdate(profile: Profile | undefined, { at, detail }: ProfileUpdate): Profile {
  const fields = new Map(Object.entries(profile?.fields ?? {}));
  const setField = (name: string, value: unknown) => {
    const current = fields.get(name);
    if (current === undefined || current.at <= at) fields.set(name, { value, at });
  };
  for (const [name, value] of Object.entries(detail['attributes'] ?? {})) setField(`${ATTRIBUTE_PREFIX}${name}`, value);
  for (const name of OWN_FIELDS) if (detail[name] !== undefined) setField(name, detail[name]);
  return { ...profile, fields: Object.fromEntries(fields) };
}

/** Returns a profile with the fields of another one, of each the one with the later instant. */
export function uniteFields(profile: Profile | undefined, other: Profile | undefined): Profile {
  const fields = new Map(Object.entries(profile?.fields ?? {}));
  for (const [name, field] of Object.entries(other?.fields ?? {})) {
    const current = fields.get(name);
    if (current === undefined || current.at < field.at) fields.set(name, field);
  }
  return { ...profile, fields: Object.fromEntries(fields) };
}

/** Returns a profile after the deletion of its user: what was stated after the cut, and that the user was deleted (R65). */
export function deleteProfileFields(
  profile: Profile | undefined,
  cut: Instant,
): Profile & Required<Pick<Profile, 'deletedUntil'>> {
  const deletedUntil = Math.max(cut, profile?.deletedUntil ?? cut);
  const later = Object.entries(profile?.fields ?? {}).filter(([, { at }]) => at > deletedUntil);
  return { ...profile, fields: Object.fromEntries(later), deletedUntil };
}

/** Returns whether a profile says nothing but that its user was deleted. It is kept as long as late events may come. */
export function isTombstone({ fields, deletedUntil, mergedInto, isDeletedAlias }: Profile): boolean {
  // An alias is kept as long as the user to whom it leads.
  if (mergedInto !== undefined && !isDeletedAlias) return false;
  return deletedUntil !== undefined && Object.keys(fields).length === 0;
}

/**
 * Returns whether a profile has more attributes than may be stored. The names of removed attributes count, because they are kept: an
 * older update may still arrive.
 */
export function isProfileTooLarge(profile: Profile): boolean {
  const attributes = Object.fromEntries(listAttributes(profile));
  return findJsonFault(attributes, [], { maxLevels: MAX_JSON_LEVELS, maxBytes: MAX_ATTRIBUTES_BYTES }) !== undefined;
}

/** Returns the attributes that audiences and templates see: none without a profile (R44). */
export function getAttributes(profile: Profile | undefined): Record<string, unknown> {
  return removeNulls(listAttributes(profile));
}

/** Returns a text field of a profile as it was given; undefined if there is none. */
export function getProfileText(profile: Profile | undefined, field: 'timeZone' | 'language'): string | undefined {
  const value = profile?.fields[field]?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Returns the time zone of a user, if the profile has one that exists (R21). */
export function getTimeZone(profile: Profile | undefined): string | undefined {
  const zone = getProfileText(profile, 'timeZone');
  return zone !== undefined && isTimeZone(zone) ? zone : undefined;
}

/** Returns the user as templates see it: its attributes, and id, email, phone, timeZone and language. */
export function createTemplateUser(userId: string, profile: Profile | undefined): Record<string, unknown> {
  if (profile === undefined) return { id: userId };
  const ownFields = listFields(profile).filter(([name]) => !name.startsWith(ATTRIBUTE_PREFIX));
  return { ...getAttributes(profile), ...removeNulls(ownFields), id: userId };
}

type Field = readonly [name: string, value: unknown];

function listFields(profile: Profile | undefined): Field[] {
  return Object.entries(profile?.fields ?? {}).map(([name, { value }]) => [name, value]);
}

function listAttributes(profile: Profile | undefined): Field[] {
  const attributes = listFields(profile).filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX));
  return attributes.map(([name, value]) => [name.slice(ATTRIBUTE_PREFIX.length), value]);
}

/** Returns the fields that were not removed. Unlike an assignment, fromEntries treats a field named __proto__ like any other. */
function removeNulls(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(([, value]) => value !== null));
}
