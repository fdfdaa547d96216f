import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, type SentEvent } from './events.ts';

/** The instant of what happens after the story of a fixture. */
export const AFTER = Date.parse('2026-12-01T11:45:00Z');

/** Restores the installation of the story and processes one more event, which was done at its own instant or else now. */
export async function afterTheStory(frozen: FrozenCloud, event?: SentEvent): Promise<Cloud> {
  const cloud = await Cloud.over(frozen);
  cloud.installed.now = AFTER;
  if (event !== undefined) await cloud.takes(enveloped(event, AFTER));
  return cloud;
}
