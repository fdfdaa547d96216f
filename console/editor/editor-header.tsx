import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Definition } from '../../core/contracts/definition.ts';
import { campaignPath } from '../context/paths.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, CallProblem, unwrap } from '../data/client.ts';
import { useSession } from '../data/session.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import type { EditedCampaign } from './edited-campaign.ts';
import { readSavedText, saveDraft } from './save-draft.ts';

interface EditorHeaderProps {
  readonly name: string;
  /** The campaign as it was saved last, or opened. */
  readonly edited: EditedCampaign;
  readonly text: string;
  /** Undefined while the text has faults. */
  readonly definition: Definition | undefined;
  readonly onSaved: (saved: { readonly id: string; readonly text: string; readonly version: number }) => void;
  readonly onOpenNewest: () => void;
}

/** A definition that is saved, and the version and the text that it replaces. */
interface SavedOver extends Pick<EditedCampaign, 'version' | 'textTag'> {
  readonly definition: Definition;
}

/** Shows what is edited and whether it is saved, saves it, and says what to do if it was not. */
export function EditorHeader({ name, edited, text, definition, onSaved, onOpenNewest }: EditorHeaderProps) {
  const { editor } = useTexts();
  const { save: texts } = editor;
  const translate = useTranslate();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const isNew = edited.version === undefined;
  const hasChanges = isNew || text !== edited.text;
  const save = useMutation({
    mutationFn: async ({ definition: saved, version, textTag }: SavedOver) => ({
      ...(await saveDraft({ id: saved.id, text, version, textTag })),
      text,
    }),
    onSuccess: ({ id, version, text: savedText }) => {
      queries.invalidateQueries();
      onSaved({ id, version, text: savedText });
    },
  });
  const saveOver = useMutation({
    mutationFn: async (saved: Definition) => {
      const { id } = saved;
      const { version } = await unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } }));
      const { textTag } = await readSavedText(id, version);
      return save.mutateAsync({ definition: saved, version, textTag });
    },
  });
  const reasons = [
    [edited.project !== undefined, texts.owned],
    [session?.canWrite !== true, texts.readOnly],
    [definition === undefined, texts.hasFaults],
    [!hasChanges, texts.nothingToSave],
  ] as const;
  const reason = reasons.find(([holds]) => holds)?.[1];
  const isConflict = save.error instanceof CallProblem && save.error.status === 412;
  return (
    <SpaceBetween size="s">
      <Header
        variant="h1"
        description={
          <StatusIndicator type={hasChanges ? 'in-progress' : 'success'} colorOverride="grey">
            {hasChanges ? editor.unsaved : editor.allSaved}
            {' · '}
            {edited.version === undefined ? editor.notSavedYet : editor.version(edited.version)}
          </StatusIndicator>
        }
        actions={
          <Button
            variant="primary"
            loading={save.isPending}
            disabled={reason !== undefined}
            {...(reason === undefined ? {} : { disabledReason: reason })}
            onClick={() => definition && save.mutate({ ...edited, definition })}
          >
            {texts.save}
          </Button>
        }
      >
        {isNew ? editor.newTitle : editor.editTitle(name)}
      </Header>
      {isConflict && isNew && (
        <Alert
          type="error"
          header={texts.exists}
          action={<Button onClick={onOpenNewest}>{texts.openExisting}</Button>}
        />
      )}
      {isConflict && !isNew && (
        <Alert
          type="error"
          header={texts.conflict}
          action={
            <SpaceBetween direction="horizontal" size="xs">
              <Button onClick={onOpenNewest}>{texts.openNewest}</Button>
              <Button
                loading={saveOver.isPending}
                disabled={definition === undefined}
                onClick={() => definition && saveOver.mutate(definition)}
              >
                {texts.saveOver}
              </Button>
            </SpaceBetween>
          }
        >
          {texts.conflictHint}
        </Alert>
      )}
      {save.isError && !isConflict && <ProblemAlert problem={save.error} isAct />}
      {saveOver.isError && !(saveOver.error instanceof CallProblem && saveOver.error.status === 412) && (
        <ProblemAlert problem={saveOver.error} isAct />
      )}
      {edited.version !== undefined && !hasChanges && (save.isSuccess || edited.isJustSaved === true) && (
        <Alert type="success" action={<Link href={`#${campaignPath(definition?.id ?? '')}`}>{texts.toCampaign}</Link>}>
          {save.data?.unchanged ? texts.savedUnchanged(edited.version) : texts.saved(edited.version)}
        </Alert>
      )}
      {save.data !== undefined && save.data.warnings.length > 0 && !hasChanges && (
        <Alert type="warning">
          <SentenceList sentences={save.data.warnings.map(translate)} />
        </Alert>
      )}
    </SpaceBetween>
  );
}
