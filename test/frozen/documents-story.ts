import { parseCampaignFile } from '../../core/campaign-file.ts';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { Services } from '../../core/ports.ts';
import { applyCampaign, beginApply } from '../../engine/apply.ts';
import { saveCampaign } from '../../engine/publish.ts';
import { EDITED_BY_HAND, MANAGED, WRITTEN_TEXTS } from './campaigns.ts';

// Applies call the engine: over HTTP their token is random, and on AWS a publication takes a second.

/** An installation on AWS or on one machine. */
export interface Installation {
  readonly services: Services;
  http(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** The secret of the apply of the story. */
export const TOKEN = 'token of the frozen apply';
const APPLIER = 'applier';

/** Writes every document of an installation, and campaigns of a project: one as it was applied, one that was changed by hand since. */
export async function documentsStory(installation: Installation): Promise<void> {
  // Nothing else of the stories depends on these values: all of it happens by day, and no delay has a local time.
  await installation.http('PUT', '/settings', {
    companyZone: 'Europe/Berlin',
    frequencyCaps: [{ atMost: 3, in: '7 days', calendarDays: true, channel: 'email' }],
  });
  await installation.http('PUT', '/settings', { quietHours: { from: '01:00', to: '02:30', then: 'hold' } });
  const tracking = { opens: true, clicks: false };
  await installation.http('PUT', '/settings', { consent: { push: 'optedIn' }, tracking });
  await begins(installation);
  for (const each of [MANAGED, EDITED_BY_HAND]) await applies(each, installation, 'release 7');
  await installation.http('PUT', `/campaigns/${EDITED_BY_HAND.id}`, { ...EDITED_BY_HAND, name: 'Edited by hand' });
  for (const text of WRITTEN_TEXTS) await saves(text, installation);
  for (const { id } of [EDITED_BY_HAND, MANAGED]) await installation.http('POST', `/campaigns/${id}/pause`);
  await installation.http('POST', `/campaigns/${EDITED_BY_HAND.id}/resume`);
}

/** Saves a campaign as it was written. Throws where that is refused. */
async function saves(text: string, { services }: Installation): Promise<void> {
  const read = parseCampaignFile(text);
  if ('faults' in read) throw new Error('text: expected a campaign');
  const saved = await saveCampaign(read.definition, { by: APPLIER, text, services });
  if ('code' in saved) throw new Error(`campaign ${read.definition.id}: ${saved.code}`);
}

/** Begins the apply of the story. Throws if another acts. */
export async function begins({ services }: Installation): Promise<void> {
  const begun = await beginApply({ project: 'shop', by: APPLIER, token: TOKEN, services });
  if ('code' in begun) throw new Error(`apply: ${begun.code}`);
}

/** Publishes a new campaign by the apply of the story. Throws where that is refused. */
export async function applies(
  definition: FollowUpDefinition,
  { services }: Installation,
  note?: string,
): Promise<void> {
  const desired = { id: definition.id, state: 'published' as const, definition };
  const context = { services, by: APPLIER, publishLeadTime: 0, cancelWaits: async () => 0 };
  const applied = await applyCampaign({ desired, revision: 0, token: TOKEN, note }, context);
  if ('code' in applied) throw new Error(`campaign ${definition.id}: ${applied.code}`);
}
