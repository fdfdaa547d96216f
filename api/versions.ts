import type { Context, Hono } from 'hono';
import type { Campaign, CampaignAct } from '../core/campaign.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { decodeCursor, encodeCursor, offsetSchema } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { parseVersion, respondUnknownVersion } from './parse-version.ts';
import { respondUnknownCampaign } from './problems.ts';
import { respond } from './respond.ts';
import type { ListedVersionView } from './schemas/campaign.ts';
import { formatTextTag } from './version-condition.ts';

const PAGE_SIZE = 100;

/** Registers the routes that show the saved versions of a campaign. */
export function registerVersionRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns/:id/versions', (context) => listVersions(context, context.req.param('id'), deps));
  app.get('/campaigns/:id/versions/:version', (context) => showVersion(context, context.req.param(), deps));
}

/** Lists the versions of a campaign, the newest first. All of it is in the campaign: no definition is read. */
async function listVersions(context: Context, id: string, { services }: ApiDeps): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  // The number of the oldest version that was listed, so that versions which are saved meanwhile move nothing.
  const list = { name: 'versions', of: [id], positionSchema: offsetSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const newest = Math.min(campaign.version, (result.place ?? Number.POSITIVE_INFINITY) - 1);
  const count = Math.max(0, Math.min(PAGE_SIZE, newest));
  const numbers = Array.from({ length: count }, (_, index) => newest - index);
  const versions = numbers.map((version) => createListedVersionView(campaign, version));
  const oldest = numbers.at(-1) ?? 1;
  return respond(context, 'GET /campaigns/{id}/versions', {
    versions,
    ...encodeCursor(list, oldest > 1 ? oldest : undefined),
  });
}

async function showVersion(
  context: Context,
  { id, version }: { readonly id: string; readonly version: string },
  { services }: ApiDeps,
): Promise<Response> {
  const campaign = await services.campaigns.get(id);
  if (campaign === undefined) return respondUnknownCampaign(context, id);
  const number = parseVersion(version, campaign.version);
  if (number === undefined) return respondUnknownVersion(context, version, campaign.version);
  const [definition, text] = await Promise.all([
    services.campaigns.getDefinition(id, number),
    services.campaigns.getText(id, number),
  ]);
  context.header('ETag', formatTextTag(number, text));
  return respond(context, 'GET /campaigns/{id}/versions/{version}', {
    id,
    ...createListedVersionView(campaign, number),
    definition,
    ...(text === undefined ? {} : { text }),
  });
}

/** Creates the view of a version as a list shows it. The save is absent if the history no longer has it. */
function createListedVersionView({ status, publication, history }: Campaign, version: number): ListedVersionView {
  const save = history.findLast((act) => act.did === 'saved' && act.version === version);
  return {
    version,
    isPublished: status === 'published' && publication?.version === version,
    ...(save === undefined ? {} : { saved: createSaveView(save) }),
  };
}

function createSaveView({ at, by, note }: CampaignAct) {
  return { at: formatInstant(at), by, ...(note === undefined ? {} : { note }) };
}
