import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { listCampaignSummaries } from '../data/campaign-summaries.ts';
import { api, CallProblem, unwrap } from '../data/client.ts';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { saveFile } from '../parts/save-file.ts';
import { usePages } from '../parts/use-pages.ts';
import type { InstalledCampaigns, InstalledVersions } from './rehearsal-view.tsx';

/** The versions of a campaign that a reader chooses from. */
interface ChosenCampaign {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly publishedVersion?: number | undefined;
}

/** Returns the campaigns of the installation, of which the reader chooses some, each with its newest or its published version. */
export function useInstalledCampaigns(): InstalledCampaigns {
  const { rehearsal, shell } = useTexts();
  const texts = rehearsal.campaigns;
  const list = usePages(['rehearsal-campaigns'], (cursor) =>
    listCampaignSummaries({ q: '', status: undefined, cursor }),
  );
  const campaigns = list.pages.flatMap((page) => page.campaigns);
  const [chosenIds, setChosenIds] = useState<readonly string[]>([]);
  const [publishedIds, setPublishedIds] = useState<readonly string[]>([]);
  const chosen = campaigns.filter(({ id }) => chosenIds.includes(id));
  const readChosen = () =>
    Promise.all(
      chosen.map((each) => (publishedIds.includes(each.id) ? readPublished(each) : readVersion(each.id, each.version))),
    );
  const saving = useMutation({
    mutationFn: async () => {
      for (const [place, definition] of (await readChosen()).entries())
        saveFile(`${chosen[place]?.id}.json`, 'application/json', `${JSON.stringify(definition, undefined, 2)}\n`);
    },
  });
  const picker = (
    <SpaceBetween size="xs">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {saving.isError && <ProblemAlert problem={saving.error} onRetry={() => saving.mutate()} />}
      {(!list.isError || campaigns.length > 0) && (
        <Table
          variant="embedded"
          items={campaigns}
          trackBy="id"
          loading={list.isPending}
          loadingText={shell.data.loading}
          selectionType="multi"
          selectedItems={chosen}
          onSelectionChange={({ detail }) => setChosenIds(detail.selectedItems.map(({ id }) => id))}
          ariaLabels={{
            tableLabel: texts.installed,
            selectionGroupLabel: texts.installed,
            allItemsSelectionLabel: () => texts.selectAll,
            itemSelectionLabel: (_, { name }) => texts.select(name),
          }}
          header={
            <Header
              variant="h3"
              actions={
                <Button disabled={chosen.length === 0} loading={saving.isPending} onClick={() => saving.mutate()}>
                  {texts.saveChosen}
                </Button>
              }
            >
              {texts.installed}
            </Header>
          }
          empty={texts.noneInstalled}
          columnDefinitions={[
            { id: 'name', header: texts.columns.name, isRowHeader: true, cell: ({ name }) => name },
            { id: 'id', header: texts.columns.id, cell: ({ id }) => <Box variant="code">{id}</Box> },
            {
              id: 'version',
              header: texts.columns.version,
              cell: (campaign) => (
                <VersionChoice
                  campaign={campaign}
                  isPublished={publishedIds.includes(campaign.id)}
                  onChange={(isPublished) =>
                    setPublishedIds((before) => [
                      ...before.filter((id) => id !== campaign.id),
                      ...(isPublished ? [campaign.id] : []),
                    ])
                  }
                />
              ),
            },
          ]}
          footer={
            <ListFooter
              hasMore={list.hasNextPage}
              isReading={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          }
        />
      )}
    </SpaceBetween>
  );
  return {
    picker,
    chosenIds: chosen.map(({ id }) => id),
    async read(comparedIds = []): Promise<InstalledVersions> {
      const [settings, definitions, compared] = await Promise.all([
        unwrap(api.GET('/settings')),
        readChosen(),
        Promise.all(comparedIds.map(readPublishedOf)),
      ]);
      return { settings, definitions, published: compared.filter((each) => each !== undefined) };
    },
  };
}

interface VersionChoiceProps {
  readonly campaign: ChosenCampaign;
  readonly isPublished: boolean;
  readonly onChange: (isPublished: boolean) => void;
}

function VersionChoice({ campaign: { name, version, publishedVersion }, isPublished, onChange }: VersionChoiceProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.campaigns;
  if (publishedVersion === undefined) return texts.newest(version);
  if (publishedVersion === version) return texts.published(version);
  const newest = { value: 'newest', label: texts.newest(version) };
  const published = { value: 'published', label: texts.published(publishedVersion) };
  return (
    <Select
      selectedOption={isPublished ? published : newest}
      options={[newest, published]}
      ariaLabel={texts.chooseVersion(name)}
      onChange={({ detail }) => onChange(detail.selectedOption.value === published.value)}
    />
  );
}

/** Reads the published definition of a campaign; undefined if it has none. */
async function readPublished({
  id,
  publishedVersion,
}: Pick<ChosenCampaign, 'id' | 'publishedVersion'>): Promise<unknown> {
  return publishedVersion === undefined ? undefined : readVersion(id, publishedVersion);
}

/** Reads the definition of a version. */
async function readVersion(id: string, version: number): Promise<unknown> {
  const path = { id, version: String(version) };
  const { definition } = await unwrap(api.GET('/campaigns/{id}/versions/{version}', { params: { path } }));
  return definition;
}

/** Reads the published definition of the campaign with an id; undefined if there is none. */
async function readPublishedOf(id: string): Promise<unknown> {
  try {
    return await readPublished(await unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } })));
  } catch (problem) {
    if (problem instanceof CallProblem && problem.status === 404) return undefined;
    throw problem;
  }
}
