import { api, unwrap } from '../data/client.ts';
import { usePages } from '../parts/use-pages.ts';
import { campaignKey } from './campaign-views.ts';

/** Reads the saved versions of a campaign, the newest first. */
export function useVersions(id: string) {
  return usePages(campaignKey(id, 'versions'), (cursor) =>
    unwrap(
      api.GET('/campaigns/{id}/versions', { params: { path: { id }, query: cursor === undefined ? {} : { cursor } } }),
    ),
  );
}

/** The saved versions of a campaign, as far as they were read. */
export type VersionList = ReturnType<typeof useVersions>;
/** A saved version of a campaign: who saved it, and when. */
export type ListedVersion = VersionList['pages'][number]['versions'][number];

/** The versions that are compared. */
export interface ComparedVersions {
  readonly from: number;
  readonly to: number;
}
