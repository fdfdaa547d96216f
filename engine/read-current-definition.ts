import type { Definition } from '../core/contracts/definition.ts';
import type { Services } from '../core/ports.ts';

/** Reads the published definition of a campaign, or the newest if none is published; undefined if the campaign was never saved. */
export async function readCurrentDefinition(
  id: string,
  { campaigns }: Pick<Services, 'campaigns'>,
): Promise<Definition | undefined> {
  const campaign = await campaigns.get(id);
  if (campaign === undefined) return undefined;
  const { status, publication, version } = campaign;
  return campaigns.getDefinition(id, status === 'published' && publication ? publication.version : version);
}
