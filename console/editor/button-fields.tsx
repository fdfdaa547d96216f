import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { MAX_BUTTONS } from '../../core/contracts/message-schemas.ts';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath, toFieldText } from './draft-path.ts';
import { TextFieldAt } from './fields.tsx';
import {
  addButton,
  findButtonIdProblem,
  findTranslatedButton,
  listButtonIds,
  removeButton,
  renameButton,
  translateButton,
} from './message-buttons.ts';
import { NameField } from './name-fields.tsx';

/** Shows the buttons of a message, and adds further ones. Its translations follow the ids, which they share. */
export function ButtonFields({ path }: { readonly path: DraftPath }) {
  const { buttons: texts, removeThis } = useTexts().editor.messages;
  const { content, isLocked, write } = useDraftForm();
  const placed = { message: readPath(content, path), path };
  const ids = listButtonIds(placed.message);
  const problems = { length: texts.badId, taken: texts.taken };
  return (
    <SpaceBetween size="s">
      <Box variant="h4">{texts.title}</Box>
      {ids.map((id, index) => (
        // A button keeps its place while its id is edited.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <fieldset key={index} className="plain-group">
          <legend>{texts.item(index + 1)}</legend>
          <SpaceBetween size="xs">
            <ColumnLayout columns={3} minColumnWidth={130}>
              <TextFieldAt path={[...path, 'buttons', index, 'label']} label={texts.label} />
              <TextFieldAt path={[...path, 'buttons', index, 'url']} label={texts.url} isOptional />
              <NameField
                label={texts.id}
                name={id}
                findProblem={(next) => {
                  const problem = findButtonIdProblem(next, ids.toSpliced(index, 1));
                  return problem && problems[problem];
                }}
                onChange={(next) => write(...renameButton(placed, index, next))}
              />
            </ColumnLayout>
            <Button
              iconName="remove"
              variant="inline-link"
              disabled={isLocked}
              ariaLabel={texts.remove(index + 1)}
              onClick={() => write(...removeButton(placed, index))}
            >
              {removeThis}
            </Button>
          </SpaceBetween>
        </fieldset>
      ))}
      <Button
        iconName="add-plus"
        disabled={isLocked || ids.length >= MAX_BUTTONS}
        onClick={() => write(addButton(placed))}
      >
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}

interface TranslatedButtonsProps {
  /** The path of the message. */
  readonly path: DraftPath;
  readonly language: string;
}

/** Shows the texts that the buttons of a message have in a language. */
export function TranslatedButtons({ path, language }: TranslatedButtonsProps) {
  const { buttons: texts } = useTexts().editor.messages;
  const { content, write } = useDraftForm();
  const placed = { message: readPath(content, path), path };
  const field = (id: string, index: number, name: 'label' | 'url') => {
    const place = findTranslatedButton(placed.message, language, id);
    return (
      <TextFieldAt
        path={[...path, 'translations', language, 'buttons', place, name]}
        label={texts[name]}
        placeholder={toFieldText(readPath(placed.message, ['buttons', index, name]))}
        onValue={(value) => {
          const change = translateButton(placed, { language, id, field: name, value: value || undefined });
          if (change !== undefined) write(change);
        }}
      />
    );
  };
  return listButtonIds(placed.message).map((id, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place in the text.
    <fieldset key={index} className="plain-group">
      <legend>{texts.item(index + 1)}</legend>
      <ColumnLayout columns={2} minColumnWidth={130}>
        {field(id, index, 'label')}
        {field(id, index, 'url')}
      </ColumnLayout>
    </fieldset>
  ));
}
