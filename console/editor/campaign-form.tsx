import './editor.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import type { TextPlace } from '../parts/yaml-editor.tsx';
import { CampaignSentence } from './campaign-sentence.tsx';
import { type DraftForm, DraftFormContext, type KnownCampaign } from './draft-form.ts';
import type { DraftPath } from './draft-path.ts';
import { EditorSteps } from './editor-steps.tsx';
import { locateField } from './locate-field.ts';
import { TextPanel } from './text-panel.tsx';
import type { Draft } from './use-draft.ts';

interface CampaignFormProps {
  readonly draft: Draft;
  readonly fileName: string;
  /** True if the form and the text show, and change nothing. */
  readonly isReadOnly?: boolean;
  /** True if the id stands already. */
  readonly isIdFixed?: boolean;
  /** The campaigns that triggers may name; absent for those of the installation. */
  readonly knownCampaigns?: readonly KnownCampaign[];
  /** The facts about the draft as a whole, below what it does in words. */
  readonly notes?: ReactNode;
  /** The parts that an installation answers, below the triggers and the messages. */
  readonly targets?: ReactNode;
  readonly preview?: ReactNode;
}

/** Shows a campaign in words, the form in four steps, and its text beside it, each of which follows the other. */
export function CampaignForm(props: CampaignFormProps) {
  const { draft, fileName, isReadOnly = false, isIdFixed = false, knownCampaigns, notes, targets, preview } = props;
  const { editor } = useTexts();
  const { text, parsed, content, write, rename, setText } = draft;
  const [place, setPlace] = useState<TextPlace>();
  const isLocked = parsed.content === undefined || isReadOnly;
  const showInText = useCallback((path: DraftPath) => setPlace(locateField(text, path)), [text]);
  const form = useMemo<DraftForm>(
    () => ({
      content,
      faults: parsed.faults,
      warnings: parsed.warnings,
      isLocked,
      isIdFixed,
      knownCampaigns,
      write,
      rename,
      showInText,
    }),
    [content, parsed, isLocked, isIdFixed, knownCampaigns, write, rename, showInText],
  );
  return (
    <DraftFormContext value={form}>
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
      {notes}
      <div className="editor-columns">
        <EditorSteps targets={targets} preview={preview} />
        <div className="editor-text">
          <TextPanel
            text={text}
            isReadOnly={isReadOnly}
            parsed={parsed}
            fileName={fileName}
            place={place}
            onChange={setText}
            onPlace={setPlace}
          />
        </div>
      </div>
    </DraftFormContext>
  );
}
