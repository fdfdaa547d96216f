import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import { useTexts } from '../context/texts.tsx';
import { listCampaignSummaries } from '../data/campaign-summaries.ts';
import { usePages } from '../parts/use-pages.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath, toFieldText } from './draft-path.ts';

/** Shows the field of a target campaign: one that the installation knows, drafts too, or any id of another tool. */
export function CampaignField({ path }: { readonly path: DraftPath }) {
  const { editor, campaigns } = useTexts();
  const { trigger: texts } = editor;
  const { content, isLocked, write } = useDraftForm();
  const own = content['id'];
  const list = usePages(['campaigns', '', undefined], (cursor) =>
    listCampaignSummaries({ q: '', status: undefined, cursor }),
  );
  const known = list.pages.flatMap((page) => page.campaigns).filter(({ id }) => id !== own);
  const status = list.isPending || list.isFetchingNextPage ? 'loading' : list.hasNextPage ? 'pending' : 'finished';
  return (
    <FormField label={texts.campaign} description={texts.campaignHint} stretch>
      <Autosuggest
        value={toFieldText(readPath(content, path))}
        disabled={isLocked}
        options={known.map(({ id, name, status: ofCampaign }) => ({
          value: id,
          description: name,
          labelTag: campaigns.status[ofCampaign],
        }))}
        enteredTextLabel={texts.useCampaign}
        statusType={list.isError ? 'error' : status}
        loadingText={texts.campaignsLoading}
        errorText={texts.campaignsFailed}
        empty={texts.noCampaigns}
        onChange={({ detail }) => write({ path, value: detail.value })}
        onLoadItems={() => {
          if (list.hasNextPage && !list.isFetchingNextPage) list.fetchNextPage();
        }}
      />
    </FormField>
  );
}
