import Alert from '@cloudscape-design/components/alert';
import { useRef, useState } from 'react';
import { computeTextTag } from '../../core/text-tag.ts';
import { useLeaveGuard } from '../context/leave-guard.ts';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { CampaignForm } from './campaign-form.tsx';
import { toFieldText } from './draft-path.ts';
import { DraftTargets } from './draft-targets.tsx';
import type { EditedCampaign } from './edited-campaign.ts';
import { EditorHeader } from './editor-header.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { useDraft } from './use-draft.ts';

/** The acts of the reader that concern the editor as a whole. */
export interface EditorActs {
  /** Continues with what was saved. */
  readonly onSaved: (saved: { readonly id: string; readonly text: string; readonly version: number }) => void;
  /** Opens the newest version in place of what is edited. */
  readonly onOpenNewest: (id: string) => void;
}

/** Shows the editor of a campaign of the installation: what is saved of it, and its form with its text. */
export function CampaignEditor({ edited, acts }: { readonly edited: EditedCampaign; readonly acts: EditorActs }) {
  const { editor } = useTexts();
  const [text, setText] = useState(edited.text);
  const draft = useDraft(text, setText);
  const { parsed, content } = draft;
  const [saved, setSaved] = useState({ text: edited.text, version: edited.version, textTag: edited.textTag });
  const hasChanges = text !== saved.text;
  const newest = useRef(text);
  newest.current = text;
  const goUnasked = useLeaveGuard(hasChanges);
  const id = toFieldText(content['id']);
  const fileName = `${id || 'campaign'}.yaml`;
  return (
    <div className="editor-page">
      <EditorHeader
        name={toFieldText(content['name'])}
        edited={{ ...edited, ...saved }}
        definition={parsed.definition}
        text={text}
        onSaved={({ version, ...next }) => {
          setSaved({ text: next.text, version, textTag: computeTextTag(next.text) });
          // What was typed while it was saved stays here, with the question before it is left.
          if (newest.current === next.text) goUnasked(() => acts.onSaved({ ...next, version }));
        }}
        onOpenNewest={() => goUnasked(() => acts.onOpenNewest(id))}
      />
      <CampaignForm
        draft={draft}
        fileName={fileName}
        isReadOnly={edited.project !== undefined}
        isIdFixed={saved.version !== undefined}
        notes={
          edited.project !== undefined && (
            <>
              <Alert type="info">{editor.locked.project(edited.project)}</Alert>
              <CommandLine words={['apply', 'FOLDER']} />
            </>
          )
        }
        targets={<DraftTargets savedVersion={hasChanges ? undefined : saved.version} />}
        preview={<PreviewPanel definition={parsed.definition} fileName={fileName} />}
      />
      {id !== '' && <CommandLine words={['publish', id]} />}
    </div>
  );
}
