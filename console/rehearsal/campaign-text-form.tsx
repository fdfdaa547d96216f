import { CampaignForm } from '../editor/campaign-form.tsx';
import type { KnownCampaign } from '../editor/draft-form.ts';
import { useDraft } from '../editor/use-draft.ts';
import type { CampaignText } from './rehearsal-calls.ts';

interface CampaignTextFormProps {
  readonly file: CampaignText;
  /** The campaigns of the other files. */
  readonly knownCampaigns: readonly KnownCampaign[];
  readonly onChange: (text: string) => void;
}

/** Shows the form of a campaign file beside its text, without what only an installation knows. */
export function CampaignTextForm({ file, knownCampaigns, onChange }: CampaignTextFormProps) {
  const draft = useDraft(file.text, onChange);
  return (
    <div className="editor-page">
      <CampaignForm draft={draft} fileName={file.name} knownCampaigns={knownCampaigns} />
    </div>
  );
}
