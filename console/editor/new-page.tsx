import { useNavigate, useSearchParams } from 'react-router';
import { computeTextTag } from '../../core/text-tag.ts';
import { editPath } from '../context/paths.ts';
import { CampaignEditor } from './campaign-editor.tsx';

/** The text of a campaign that nothing is said of yet. */
const NEW_TEXT = `id: ""
name: ""
triggers: []
messages:
  - channel: email
    subject: ""
    body: ""
`;

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
