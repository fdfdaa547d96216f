import Alert from '@cloudscape-design/components/alert';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { isObject } from '../../core/contracts/object.ts';
import { editPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { CampaignEditor } from './campaign-editor.tsx';
import { readSavedText } from './save-draft.ts';

/** Shows the editor of a saved campaign, with its text as it was written. */
export function EditPage() {
  const { editor } = useTexts();
  const [params] = useSearchParams();
  const id = params.get('id') ?? '';
  const { state }: { readonly state: unknown } = useLocation();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(0);
  const campaign = useQuery({
    queryKey: ['edited-campaign', id],
    queryFn: async () => {
      const { version, project } = await unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } }));
      return { version, project, ...(await readSavedText(id, version)) };
    },
    enabled: id !== '',
    staleTime: 0,
    // The editor takes the text once: never that of an earlier visit.
    gcTime: 0,
  });
  if (id === '') return <Alert type="warning">{editor.noId}</Alert>;
  if (campaign.isError && campaign.data === undefined)
    return <ProblemAlert problem={campaign.error} onRetry={() => campaign.refetch()} />;
  if (campaign.data === undefined) return <Spinner size="large" />;
  const { version, text, textTag, project } = campaign.data;
  const isJustSaved = isObject(state) && state['version'] === version;
  return (
    <CampaignEditor
      key={`${id} ${opened}`}
      edited={{ text, textTag, version, project, isJustSaved }}
      acts={{
        onSaved: (saved) => {
          const step = params.get('step');
          const query = step === null ? '' : `&${new URLSearchParams({ step })}`;
          navigate(`${editPath(saved.id)}${query}`, { replace: true, state: saved });
        },
        onOpenNewest: () => {
          campaign.refetch().then(({ isSuccess }) => {
            if (isSuccess) setOpened((before) => before + 1);
          });
        },
      }}
    />
  );
}
