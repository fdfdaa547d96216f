import './editor.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useCallback, useMemo, useRef, useState } from 'react';
import { computeTextTag } from '../../core/text-tag.ts';
import { useLeaveGuard } from '../context/leave-guard.ts';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import type { TextPlace } from '../parts/yaml-editor.tsx';
import { CampaignSentence } from './campaign-sentence.tsx';
import { type DraftForm, DraftFormContext } from './draft-form.ts';
import { type DraftPath, toFieldText } from './draft-path.ts';
import type { EditedCampaign } from './edited-campaign.ts';
import { EditorHeader } from './editor-header.tsx';
import { EditorSteps } from './editor-steps.tsx';
import { locateField } from './locate-field.ts';
import { TextPanel } from './text-panel.tsx';
import { useDraft } from './use-draft.ts';

/** The acts of the reader that concern the editor as a whole. */
export interface EditorActs {
  /** Continues with what was saved. */
  readonly onSaved: (saved: { readonly id: string; readonly text: string; readonly version: number }) => void;
  /** Opens the newest version in place of what is edited. */
  readonly onOpenNewest: (id: string) => void;
}

/** Shows the editor of a campaign: the form in four steps, and its text beside it, each of which follows the other. */
export function CampaignEditor({ edited, acts }: { readonly edited: EditedCampaign; readonly acts: EditorActs }) {
  const { editor } = useTexts();
  const draft = useDraft(edited.text);
  const { text, parsed, content, write, rename, setText } = draft;
  const [saved, setSaved] = useState({ text: edited.text, version: edited.version, textTag: edited.textTag });
  const [place, setPlace] = useState<TextPlace>();
  const hasChanges = text !== saved.text;
  const newest = useRef(text);
  newest.current = text;
  const goUnasked = useLeaveGuard(hasChanges);
  const isLocked = parsed.content === undefined || edited.project !== undefined;
  const isIdFixed = saved.version !== undefined;
  const showInText = useCallback((path: DraftPath) => setPlace(locateField(text, path)), [text]);
  const form = useMemo<DraftForm>(
    () => ({
      content,
      faults: parsed.faults,
      warnings: parsed.warnings,
      isLocked,
      isIdFixed,
      write,
      rename,
      showInText,
    }),
    [content, parsed, isLocked, isIdFixed, write, rename, showInText],
  );
  const id = toFieldText(content['id']);
  const fileName = `${id || 'campaign'}.yaml`;
  const savedVersion = hasChanges ? undefined : saved.version;
  return (
    <DraftFormContext value={form}>
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
        <section className="editor-sentence" aria-label={editor.sentenceTitle}>
          <Box variant="small">{editor.sentenceTitle}</Box>
          <Box>
            <CampaignSentence content={content} definition={parsed.definition} />
          </Box>
        </section>
        {parsed.content === undefined && (
          <Alert type="warning">{editor.locked.syntax(parsed.faults[0]?.line ?? 1)}</Alert>
        )}
        {draft.isRefused && <Alert type="warning">{editor.locked.notByForm}</Alert>}
        {edited.project !== undefined && <Alert type="info">{editor.locked.project(edited.project)}</Alert>}
        {edited.project !== undefined && <CommandLine words={['apply', 'FOLDER']} />}
        <div className="editor-columns">
          <EditorSteps definition={parsed.definition} fileName={fileName} savedVersion={savedVersion} />
          <div className="editor-text">
            <TextPanel
              text={text}
              isReadOnly={edited.project !== undefined}
              parsed={parsed}
              fileName={fileName}
              place={place}
              onChange={setText}
              onPlace={setPlace}
            />
          </div>
        </div>
        {id !== '' && <CommandLine words={['publish', id]} />}
      </div>
    </DraftFormContext>
  );
}
