import { getConversionSelector, listConversions } from '../contracts/conversion.ts';
import { type Definition, isFollowUp } from '../contracts/definition.ts';
import type { Fault } from '../contracts/fault.ts';
import { CYCLE_EXPECTED, findCycle } from '../find-cycle.ts';
import type { ProjectCampaign } from './project-campaign.ts';

/** A campaign of a project and the name of its file. */
export type CampaignOfFile = ProjectCampaign & { readonly file: string };

/** A fault that the campaigns of a project have together, in one of their files. */
export type ProjectFault = { readonly file: string } & Fault;

/** A warning about a campaign of a project: the campaign of a selector has no file in the project. */
export interface ProjectWarning {
  readonly file: string;
  readonly path: Fault['path'];
  readonly code: 'target-not-in-project';
  readonly target: string;
}

/**
 * Returns the faults that the campaigns of a project have together: an id that occurs twice, and cycles of published follow-ups that may
 * each be received again (R8). They are judged as if all of them were published at once.
 */
export async function findProjectFaults(campaigns: readonly CampaignOfFile[]): Promise<ProjectFault[]> {
  const duplicates = findDuplicateIds(campaigns);
  return duplicates.length > 0 ? duplicates : findCycles(campaigns);
}

/** Returns the warnings about selectors that name a campaign without a file in the project. It may live elsewhere, or be misspelled. */
export function findProjectWarnings(campaigns: readonly CampaignOfFile[]): ProjectWarning[] {
  const ids = new Set(campaigns.map(({ definition }) => definition.id));
  return campaigns.flatMap(({ file, definition }) =>
    listNamedCampaigns(definition)
      .filter(({ target }) => !ids.has(target))
      .map(({ path, target }) => ({ file, path, target, code: 'target-not-in-project' as const })),
  );
}

function findDuplicateIds(campaigns: readonly CampaignOfFile[]): ProjectFault[] {
  const files = new Map<string, string>();
  return campaigns.flatMap(({ file, definition: { id } }) => {
    const first = files.get(id);
    if (first === undefined) {
      files.set(id, file);
      return [];
    }
    return [{ file, path: ['id'], found: `${id}, the id of ${first}`, expected: 'an id that no other file has' }];
  });
}

async function findCycles(campaigns: readonly CampaignOfFile[]): Promise<ProjectFault[]> {
  const published = campaigns.filter(({ state }) => state === 'published');
  const definitions = new Map(published.map(({ definition }) => [definition.id, definition]));
  const faults: ProjectFault[] = [];
  const reported = new Set<string>();
  for (const { file, definition } of published) {
    if (reported.has(definition.id)) continue;
    const cycle = await findCycle(definition, (id) => definitions.get(id));
    if (cycle === undefined) continue;
    for (const id of cycle) reported.add(id);
    faults.push({
      file,
      path: ['triggers'],
      found: cycle.join(' -> '),
      expected: CYCLE_EXPECTED,
    });
  }
  return faults;
}

function listNamedCampaigns(definition: Definition): { readonly path: Fault['path']; readonly target: string }[] {
  if (!isFollowUp(definition)) return [];
  const lists = (['triggers', 'exceptions'] as const).flatMap((list) =>
    definition[list].map((selector, index) => ({ path: [list, index], selector })),
  );
  const conversions = listConversions(definition.conversions).map(({ letter, conversion }) => ({
    path: ['conversions', letter],
    selector: getConversionSelector(conversion),
  }));
  return [...lists, ...conversions].flatMap(({ path, selector }) =>
    'campaign' in selector ? [{ path: [...path, 'campaign'], target: selector.campaign }] : [],
  );
}
