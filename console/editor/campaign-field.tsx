import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import { useTexts } from '../context/texts.tsx';
import { listCampaignSummaries } from '../data/campaign-summaries.ts';
import { usePages } from '../parts/use-pages.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath, toFieldText } from './draft-path.ts';

interface CampaignFieldProps {
  readonly path: DraftPath;
}

/** Shows the field of a target campaign: one that is known, drafts too, or any id of another tool. */
export function CampaignField({ path }: CampaignFieldProps) {
  const { knownCampaigns } = useDraftForm();
  if (knownCampaigns === undefined) return <InstalledCampaignField path={path} />;
  const options = knownCampaigns.map(({ id, name }) => ({ value: id, description: name }));
  return <TargetField path={path} options={options} />;
}

function InstalledCampaignField({ path }: CampaignFieldProps) {
  const { campaigns } = useTexts();
  const list = usePages(['campaigns', '', undefined], (cursor) =>
    listCampaignSummaries({ q: '', status: undefined, cursor }),
  );
  const known = list.pages.flatMap((page) => page.campaigns);
  const status = list.isPending || list.isFetchingNextPage ? 'loading' : list.hasNextPage ? 'pending' : 'finished';
  return (
    <TargetField
      path={path}
      options={known.map(({ id, name, status: ofCampaign }) => ({
        value: id,
        description: name,
        labelTag: campaigns.status[ofCampaign],
      }))}
      statusType={list.isError ? 'error' : status}
      onLoadItems={() => {
        if (list.hasNextPage && !list.isFetchingNextPage) list.fetchNextPage();
      }}
    />
  );
}

interface TargetFieldProps extends CampaignFieldProps, Pick<AutosuggestProps, 'statusType' | 'onLoadItems'> {
  readonly options: readonly AutosuggestProps.Option[];
}

/** Shows the field with the campaigns that it may name; the campaign itself is none of them. */
function TargetField({ path, options, ...loading }: TargetFieldProps) {
  const { trigger: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  return (
    <FormField label={texts.campaign} description={texts.campaignHint} stretch>
      <Autosuggest
        value={toFieldText(readPath(content, path))}
        disabled={isLocked}
        options={options.filter(({ value }) => value !== content['id'])}
        enteredTextLabel={texts.useCampaign}
        loadingText={texts.campaignsLoading}
        errorText={texts.campaignsFailed}
        empty={texts.noCampaigns}
        onChange={({ detail }) => write({ path, value: detail.value })}
        {...loading}
      />
    </FormField>
  );
}
