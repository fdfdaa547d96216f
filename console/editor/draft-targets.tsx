import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { isCampaignId } from '../../core/contracts/definition.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useDraftForm } from './draft-form.ts';
import { readList, readPath, toFieldText } from './draft-path.ts';
import { PublishBothDialog } from './publish-both-dialog.tsx';

/** Names the target campaigns of the triggers that are drafts, and offers to publish both. Shows nothing if there are none. */
export function DraftTargets({ savedVersion }: { readonly savedVersion: number | undefined }) {
  const { trigger: texts } = useTexts().editor;
  const { content } = useDraftForm();
  const [published, setPublished] = useState<string>();
  const own = toFieldText(content['id']);
  const targets = readList(content, ['triggers']).map((each) => toFieldText(readPath(each, ['campaign'])));
  const ids = [...new Set(targets)].filter((id) => isCampaignId(id) && id !== own);
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['campaign', id],
      queryFn: () => unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } })),
    })),
  });
  const campaigns = answers.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const drafts = campaigns.filter(({ status }) => status === 'draft');
  const chosen = campaigns.find(({ id }) => id === published);
  return (
    <SpaceBetween size="s">
      {drafts.map(({ id }) => (
        <Alert key={id} type="info" action={<Button onClick={() => setPublished(id)}>{texts.publishBoth}</Button>}>
          {texts.draftTarget(id)}
        </Alert>
      ))}
      {chosen !== undefined && (
        <PublishBothDialog
          followUp={{ id: own, version: savedVersion }}
          target={chosen}
          onClose={() => setPublished(undefined)}
        />
      )}
    </SpaceBetween>
  );
}
