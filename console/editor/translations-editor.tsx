import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Channel } from '../../core/contracts/definition.ts';
import { MAX_TRANSLATIONS } from '../../core/contracts/message-schemas.ts';
import { useLoadedTexts, useTexts } from '../context/texts.tsx';
import { TranslatedButtons } from './button-fields.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, findFaultWithin, readPath } from './draft-path.ts';
import { MESSAGE_FIELDS } from './message-fields.ts';
import { findLanguageProblem, formatLanguage, listMessageLanguages } from './message-languages.ts';
import { FoldedTexts } from './message-text-fields.tsx';
import { NewNameField } from './name-fields.tsx';
import { writeMember } from './write-member.ts';

interface TranslationsEditorProps {
  /** The path of the message. */
  readonly path: DraftPath;
  readonly channel: Channel;
}

/** Shows the translations of a message by their languages, and adds further ones. */
export function TranslationsEditor({ path, channel }: TranslationsEditorProps) {
  const { translations: texts } = useTexts().editor.messages;
  const { content, write } = useDraftForm();
  const [added, setAdded] = useState<string>();
  const languages = listMessageLanguages(readPath(content, path));
  const at = [...path, 'translations'];
  const problems = { invalid: texts.invalid, taken: texts.taken };
  const findProblem = (language: string) => {
    const problem = findLanguageProblem(language, languages);
    if (problem !== undefined) return problems[problem];
    return languages.length >= MAX_TRANSLATIONS ? texts.tooMany(MAX_TRANSLATIONS) : undefined;
  };
  const add = (language: string) => {
    write(writeMember(content, { path: at, name: language, value: {} }));
    setAdded(language);
  };
  return (
    <SpaceBetween size="s">
      <Box variant="h4">{texts.title}</Box>
      {languages.map((language) => (
        <Translation key={language} path={path} channel={channel} language={language} isNew={language === added} />
      ))}
      <NewNameField
        label={texts.language}
        hint={texts.languageHint}
        addLabel={texts.add}
        findProblem={findProblem}
        onAdd={add}
      />
    </SpaceBetween>
  );
}

interface TranslationProps extends TranslationsEditorProps {
  readonly language: string;
  readonly isNew: boolean;
}

/** Shows the translation of a message into a language. It is folded unless it is new or has a fault. */
function Translation({ path, channel, language, isNew }: TranslationProps) {
  const { locale, texts: all } = useLoadedTexts();
  const { translations: texts, removeThis } = all.editor.messages;
  const { content, faults, isLocked, write } = useDraftForm();
  const at = [...path, 'translations'];
  const hasFault = findFaultWithin(faults, [...at, language]) !== undefined;
  const { translated, others } = MESSAGE_FIELDS[channel];
  const title = texts.item(formatLanguage(language, locale));
  return (
    <ExpandableSection headerText={title} defaultExpanded={isNew || hasFault}>
      <fieldset className="plain-group" aria-label={title}>
        <SpaceBetween size="s">
          <FoldedTexts path={path} channel={channel} names={translated} language={language} />
          {others.includes('buttons') && <TranslatedButtons path={path} language={language} />}
          <Button
            iconName="remove"
            variant="inline-link"
            disabled={isLocked}
            ariaLabel={texts.remove(language)}
            onClick={() => write(writeMember(content, { path: at, name: language, value: undefined }))}
          >
            {removeThis}
          </Button>
        </SpaceBetween>
      </fieldset>
    </ExpandableSection>
  );
}
