import type { ProfileUpdate } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import { faultInJson, MOST_LEVELS } from './contracts/json.ts';

/** What is known of a user; each field with the instant it was said, so that updates may come in any order (R60). */
export interface Profile {
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly at: Instant }>>;
}

/** The most bytes of a user's attributes, as JSON in UTF-8. */
export const MOST_ATTRIBUTE_BYTES = 64 * 1024;

const OWN_FIELDS = ['timeZone', 'email', 'phone'] as const;
const ATTRIBUTE = 'attributes.';

/** A user's profile after an update: attributes are merged, null removes, what was said later stands. */
export function updated(profile: Profile | undefined, { at, detail }: ProfileUpdate): Profile {
  const fields = new Map(Object.entries(profile?.fields ?? {}));
  const say = (name: string, value: unknown) => {
    const said = fields.get(name);
    if (said === undefined || said.at <= at) fields.set(name, { value, at });
  };
  for (const [name, value] of Object.entries(detail['attributes'] ?? {})) say(`${ATTRIBUTE}${name}`, value);
  for (const name of OWN_FIELDS) if (detail[name] !== undefined) say(name, detail[name]);
  return { fields: Object.fromEntries(fields) };
}

/** Whether a profile has more attributes than may be kept. Removed ones count by their names, which are kept: an older update may still come. */
export function isTooLarge(profile: Profile): boolean {
  const attributes = Object.fromEntries(attributesIn(profile));
  return faultInJson(attributes, [], { levels: MOST_LEVELS, bytes: MOST_ATTRIBUTE_BYTES }) !== undefined;
}

/** The attributes that audiences and templates see; none without a profile (R44). */
export function attributesOf(profile: Profile | undefined): Record<string, unknown> {
  return known(attributesIn(profile));
}

/** The user as templates see them: attributes, and id, email, phone and timeZone. */
export function templateUserOf(userId: string, profile: Profile | undefined): Record<string, unknown> {
  const own = fieldsIn(profile).filter(([name]) => !name.startsWith(ATTRIBUTE));
  return { ...attributesOf(profile), ...known(own), id: userId };
}

type Field = readonly [name: string, value: unknown];

function fieldsIn(profile: Profile | undefined): Field[] {
  return Object.entries(profile?.fields ?? {}).map(([name, { value }]) => [name, value]);
}

function attributesIn(profile: Profile | undefined): Field[] {
  const attributes = fieldsIn(profile).filter(([name]) => name.startsWith(ATTRIBUTE));
  return attributes.map(([name, value]) => [name.slice(ATTRIBUTE.length), value]);
}

/** The fields that were not removed. Unlike an assignment, fromEntries takes a field named __proto__ for any other. */
function known(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter(([, value]) => value !== null));
}
