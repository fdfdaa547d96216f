import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Definition } from '../../core/contracts/definition.ts';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { useLoadedTexts, useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { formatLanguage } from './message-languages.ts';
import { PREVIEW_WIDTHS, type PreviewWidth, ShownMessage } from './shown-message.tsx';
import { listTranslatedLanguages, translateDefinition } from './translate-definition.ts';
import { useDebounced } from './use-debounced.ts';

interface PreviewPanelProps {
  /** Undefined while the text has faults. */
  readonly definition: Definition | undefined;
  readonly fileName: string;
}

/** The time after the last change at which the preview is made. */
const PAUSE_MS = 500;

/** The language of a preview: that of the user, none that has a translation, or one of those that have. */
type LanguageChoice = { readonly kind: 'user' | 'none' } | { readonly kind: 'tag'; readonly tag: string };
const OF_USER: LanguageChoice = { kind: 'user' };

function inLanguage(definition: Definition, choice: LanguageChoice): Definition {
  if (choice.kind === 'user') return definition;
  return translateDefinition(definition, choice.kind === 'tag' ? choice.tag : undefined);
}

/** Shows the messages as a user would get them, by the renderer that makes them for a dispatch. */
export function PreviewPanel({ definition, fileName }: PreviewPanelProps) {
  const { editor, decisions } = useTexts();
  const { preview: texts } = editor;
  const translate = useTranslate();
  const [userId, setUserId] = useState('');
  const [view, setView] = useState<PreviewWidth>('desktop');
  const [language, setLanguage] = useState<LanguageChoice>(OF_USER);
  const languages = useMemo(() => (definition === undefined ? [] : listTranslatedLanguages(definition)), [definition]);
  const shown = useMemo(() => definition && inLanguage(definition, language), [definition, language]);
  const asked = useDebounced({ definition: shown, userId: userId.trim() }, PAUSE_MS);
  const preview = useQuery({
    queryKey: ['preview', asked.definition, asked.userId],
    queryFn: () =>
      unwrap(
        api.POST('/preview', {
          body: {
            definition: asked.definition,
            ...(asked.userId === '' ? {} : { userId: asked.userId }),
          },
        }),
      ),
    enabled: asked.definition !== undefined,
    placeholderData: keepPreviousData,
  });
  const { data } = preview;
  return (
    <Container header={<Header variant="h2">{texts.title}</Header>}>
      <SpaceBetween size="m">
        <FormField label={texts.user} description={texts.userHint} stretch>
          <Input value={userId} onChange={({ detail }) => setUserId(detail.value)} />
        </FormField>
        {languages.length > 0 && <LanguageField languages={languages} chosen={language} onChange={setLanguage} />}
        <SegmentedControl
          label={texts.view}
          selectedId={view}
          options={PREVIEW_WIDTHS.map((id) => ({ id, text: texts.views[id] }))}
          onChange={({ detail }) => setView(PREVIEW_WIDTHS.find((each) => each === detail.selectedId) ?? 'desktop')}
        />
        {definition === undefined && <Alert type="info">{data === undefined ? texts.none : texts.outdated}</Alert>}
        {preview.isError && <ProblemAlert problem={preview.error} onRetry={() => preview.refetch()} />}
        {data?.isControl && <Alert type="info">{texts.control}</Alert>}
        {data?.withheld !== undefined && (
          <Alert type="warning" header={texts.withheld}>
            {findReasonSentence('withheld', data.withheld.reason, decisions)} {translate(data.withheld.detail ?? '')}
          </Alert>
        )}
        <div aria-live="polite" aria-busy={preview.isFetching}>
          <SpaceBetween size="l">
            {data?.messages.map((message) => (
              <ShownMessage
                key={`${message.variant}/${message.channel}/${message.part}`}
                message={message}
                view={view}
              />
            ))}
          </SpaceBetween>
        </div>
        <Box>
          <CommandLine words={['preview', fileName, ...(userId.trim() === '' ? [] : ['--user', userId.trim()])]} />
        </Box>
      </SpaceBetween>
    </Container>
  );
}

interface LanguageFieldProps {
  readonly languages: readonly string[];
  readonly chosen: LanguageChoice;
  readonly onChange: (choice: LanguageChoice) => void;
}

/** Shows the choice of the language of the preview. One whose translation was removed meanwhile stays, without texts of its own. */
function LanguageField({ languages, chosen, onChange }: LanguageFieldProps) {
  const { locale, texts: all } = useLoadedTexts();
  const { preview: texts } = all.editor;
  const choices: readonly LanguageChoice[] = [
    OF_USER,
    ...languages.map((tag) => ({ kind: 'tag' as const, tag })),
    { kind: 'none' },
  ];
  const options = choices.map((choice, index) => ({
    value: String(index),
    label: choice.kind === 'tag' ? formatLanguage(choice.tag, locale) : texts.languages[choice.kind],
  }));
  const isChosen = (choice: LanguageChoice) => JSON.stringify(choice) === JSON.stringify(chosen);
  return (
    <FormField label={texts.language} description={texts.languageHint}>
      <Select
        selectedOption={options[choices.findIndex(isChosen)] ?? null}
        options={options}
        onChange={({ detail }) => onChange(choices[Number(detail.selectedOption.value)] ?? OF_USER)}
      />
    </FormField>
  );
}
