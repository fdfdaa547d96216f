import { useNavigate, useSearchParams } from 'react-router';
import { computeTextTag } from '../../core/text-tag.ts';
import { editPath } from '../context/paths.ts';
import { CampaignEditor } from './campaign-editor.tsx';
import { NEW_TEXT } from './new-text.ts';

/** Shows the editor of a campaign that is new. */
export function NewPage() {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const step = params.get('step');
  const query = step === null ? '' : `&${new URLSearchParams({ step })}`;
  return (
    <CampaignEditor
      edited={{ text: NEW_TEXT, version: undefined, textTag: computeTextTag(undefined) }}
      acts={{
        onSaved: (saved) => navigate(`${editPath(saved.id)}${query}`, { replace: true, state: saved }),
        onOpenNewest: (id) => navigate(editPath(id)),
      }}
    />
  );
}
