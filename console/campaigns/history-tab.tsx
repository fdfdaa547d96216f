import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { ActsTable } from './acts-table.tsx';
import type { ShownCampaign } from './campaign-views.ts';
import { type ComparedVersions, useVersions } from './use-versions.ts';
import { VersionComparison } from './version-comparison.tsx';
import { VersionsTable } from './versions-table.tsx';

/** Shows the versions of a campaign, two of them compared, and what was done to it. The compared versions are in the address. */
export function HistoryTab({ campaign }: { readonly campaign: ShownCampaign }) {
  const [params, setParams] = useSearchParams();
  const { id, version, publishedVersion } = campaign;
  const list = useVersions(id);
  const to = readVersion(params.get('to')) ?? version;
  const isDraftNewer = publishedVersion !== undefined && publishedVersion < to;
  const from = readVersion(params.get('from')) ?? (isDraftNewer ? publishedVersion : Math.max(1, to - 1));
  const compare = (compared: ComparedVersions) =>
    setParams({ tab: 'history', from: String(compared.from), to: String(compared.to) });
  return (
    <SpaceBetween size="l">
      <VersionsTable id={id} list={list} onCompare={compare} />
      <VersionComparison
        id={id}
        versions={list.pages.flatMap((page) => page.versions)}
        compared={{ from, to }}
        onCompare={compare}
      />
      <ActsTable campaign={campaign} />
    </SpaceBetween>
  );
}

function readVersion(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
