import type { ProfileUpdate } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';

/** What is known of a user; each field with the instant it was said, so that updates may come in any order (R60). */
export interface Profile {
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly at: Instant }>>;
}

const OWN_FIELDS = ['timeZone', 'email', 'phone'] as const;

/** A user's profile after an update: attributes are merged, null removes, what was said later stands. */
export function updated(profile: Profile | undefined, { at, detail }: ProfileUpdate): Profile {
  const fields = { ...profile?.fields };
  const say = (name: string, value: unknown) => {
    const said = fields[name];
    if (said === undefined || said.at <= at) fields[name] = { value, at };
  };
  for (const [name, value] of Object.entries(detail['attributes'] ?? {})) say(`attributes.${name}`, value);
  for (const name of OWN_FIELDS) if (detail[name] !== undefined) say(name, detail[name]);
  return { fields };
}

/** The attributes that audiences and templates see; none without a profile (R44). */
export function attributesOf(profile: Profile | undefined): Record<string, unknown> {
  return pick(profile, (name) => (name.startsWith('attributes.') ? name.slice('attributes.'.length) : undefined));
}

/** The user as templates see them: attributes, and id, email, phone and timeZone. */
export function templateUserOf(userId: string, profile: Profile | undefined): Record<string, unknown> {
  const own = pick(profile, (name) => (name.startsWith('attributes.') ? undefined : name));
  return { ...attributesOf(profile), ...own, id: userId };
}

function pick(profile: Profile | undefined, rename: (name: string) => string | undefined): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [name, { value }] of Object.entries(profile?.fields ?? {})) {
    const renamed = rename(name);
    if (renamed !== undefined && value !== null) picked[renamed] = value;
  }
  return picked;
}
