import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, type ReactElement, Suspense, useMemo, useState } from 'react';
import { PROJECT_FILE_NAME } from '../../core/project/project-file.ts';
import { useTexts } from '../context/texts.tsx';
import { NEW_TEXT } from '../editor/new-text.ts';
import { saveFile } from '../parts/save-file.ts';
import { useMarks } from '../parts/use-marks.ts';
import type { TextPlace } from '../parts/yaml-editor.tsx';
import { YamlText } from '../parts/yaml-text.tsx';
import { EXAMPLE_CAMPAIGNS, EXAMPLE_SHOP } from './examples.ts';
import type { CampaignText, FileFindings } from './rehearsal-calls.ts';
import { useFileKeys } from './use-file-keys.ts';

interface CampaignTextsInputProps {
  readonly title: string;
  readonly files: readonly CampaignText[];
  readonly findings: readonly FileFindings[];
  /** True if campaigns can be built in the form, too: where there is no installation whose editor has it. */
  readonly hasForm?: boolean;
  readonly onChange: (files: readonly CampaignText[]) => void;
}

const CampaignTextForm = lazy(() =>
  import('./campaign-text-form.tsx').then((each) => ({ default: each.CampaignTextForm })),
);

const SHOP_ID = 'shop';

/** Shows campaign files, each with its text and the faults in it, and the ways to add one: chosen, dropped, pasted, built, or an example. */
export function CampaignTextsInput(props: CampaignTextsInputProps) {
  const { title, files, findings, hasForm = false, onChange } = props;
  const { rehearsal, editor } = useTexts();
  const texts = rehearsal.campaigns;
  const { getKey, change } = useFileKeys();
  const [inForm, setInForm] = useState<number>();
  const knownCampaigns = useMemo(
    () => findings.flatMap(({ name, campaignId }) => (campaignId === undefined ? [] : [{ id: campaignId, name }])),
    [findings],
  );
  // The values of a project, and the states in its files, are no part of a campaign: the form does not know them.
  const offersForm = hasForm && files.every(({ name }) => name !== PROJECT_FILE_NAME);
  const addNew = (text: string): CampaignText => {
    const file = { name: findNewName(files, texts.newName), text };
    onChange([...files, file]);
    return file;
  };
  return (
    <SpaceBetween size="s">
      <Header variant="h3" description={texts.textsHint}>
        {title}
      </Header>
      <AddFiles
        title={title}
        onAdd={(added) => onChange(addTexts(files, added))}
        onPaste={() => addNew('')}
        {...(offersForm && { onBuild: () => setInForm(getKey(addNew(NEW_TEXT))) })}
      />
      {files.length === 0 && <Box color="text-body-secondary">{texts.noTexts}</Box>}
      {files.length > 0 && <Box variant="small">{editor.text.keyboard}</Box>}
      {files.map((file) => {
        const key = getKey(file);
        const isOpen = offersForm && key === inForm;
        const replace = (changed: Partial<CampaignText>) =>
          onChange(files.map((each) => (each === file ? change(each, changed) : each)));
        const form = { file, knownCampaigns, onChange: (text: string) => replace({ text }) };
        return (
          <CampaignTextInput
            key={key}
            file={file}
            findings={findings.find(({ name }) => name === file.name)}
            form={isOpen && <CampaignTextForm {...form} />}
            {...(offersForm && { onForm: () => setInForm(isOpen ? undefined : key) })}
            onChange={replace}
            onRemove={() => onChange(files.filter((each) => each !== file))}
          />
        );
      })}
    </SpaceBetween>
  );
}

interface AddFilesProps {
  readonly title: string;
  readonly onAdd: (files: readonly CampaignText[]) => void;
  readonly onPaste: () => void;
  /** Begins a campaign in the form; absent where there is none. */
  readonly onBuild?: () => void;
}

/** Shows the ways to add campaign files. */
function AddFiles({ title, onAdd, onPaste, onBuild }: AddFilesProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.campaigns;
  const addFiles = async (chosen: readonly File[]) =>
    onAdd(await Promise.all(chosen.map(async (file) => ({ name: file.name, text: await file.text() }))));
  return (
    <FileDropzone onChange={({ detail }) => addFiles(detail.value)}>
      <SpaceBetween size="xs" alignItems="center">
        <Box color="text-body-secondary">{texts.drop}</Box>
        <SpaceBetween direction="horizontal" size="xs">
          <FileInput
            value={[]}
            multiple
            accept=".yaml,.yml,.json"
            ariaLabel={`${texts.choose}: ${title}`}
            onChange={({ detail }) => addFiles(detail.value)}
          >
            {texts.choose}
          </FileInput>
          {onBuild !== undefined && <Button onClick={onBuild}>{texts.buildNew}</Button>}
          <Button onClick={onPaste}>{texts.paste}</Button>
          <ButtonDropdown
            items={[
              ...EXAMPLE_CAMPAIGNS.map(({ name }) => ({ id: name, text: name })),
              { id: SHOP_ID, text: texts.allOfShop },
            ]}
            onItemClick={({ detail: { id } }) =>
              onAdd(id === SHOP_ID ? EXAMPLE_SHOP : EXAMPLE_CAMPAIGNS.filter(({ name }) => name === id))
            }
          >
            {texts.examples}
          </ButtonDropdown>
        </SpaceBetween>
      </SpaceBetween>
    </FileDropzone>
  );
}

interface CampaignTextInputProps {
  readonly file: CampaignText;
  readonly findings: FileFindings | undefined;
  /** The form that is shown in place of the text alone, if it is open. */
  readonly form: ReactElement | false;
  /** Opens or closes the form; absent where there is none. */
  readonly onForm?: () => void;
  readonly onChange: (changed: Partial<CampaignText>) => void;
  readonly onRemove: () => void;
}

/** Shows a campaign file: its name, its text with the faults in it, and the ways to save and to remove it. */
function CampaignTextInput({ file, findings, form, onForm, onChange, onRemove }: CampaignTextInputProps) {
  const { name, text } = file;
  const { rehearsal } = useTexts();
  const texts = rehearsal.campaigns;
  const [place, setPlace] = useState<TextPlace>();
  const marks = useMarks(findings);
  return (
    <SpaceBetween size="xs">
      <FormField
        label={texts.name}
        secondaryControl={
          <SpaceBetween direction="horizontal" size="xs">
            {onForm !== undefined && (
              <Button ariaExpanded={form !== false} ariaLabel={`${texts.form}: ${name}`} onClick={onForm}>
                {texts.form}
              </Button>
            )}
            <Button
              iconName="download"
              ariaLabel={texts.save(name)}
              onClick={() => saveFile(name.split('/').at(-1) ?? name, 'text/yaml', text)}
            />
            <Button iconName="remove" ariaLabel={texts.remove(name)} onClick={onRemove} />
          </SpaceBetween>
        }
      >
        <Input value={name} onChange={({ detail }) => onChange({ name: detail.value })} />
      </FormField>
      {form !== false ? (
        <Suspense fallback={<Spinner />}>{form}</Suspense>
      ) : (
        <YamlText
          text={text}
          isReadOnly={false}
          label={texts.textOf(name)}
          marks={marks}
          place={place}
          describeFaults={texts.faults}
          onChange={(next) => onChange({ text: next })}
          onPlace={setPlace}
        />
      )}
      {findings?.isLeftOut && <Alert type="info">{texts.leftOut}</Alert>}
    </SpaceBetween>
  );
}

/** Adds files; one with the name of another replaces it. Each is an object of its own, also where it is an example that is there already. */
function addTexts(files: readonly CampaignText[], added: readonly CampaignText[]): readonly CampaignText[] {
  const names = new Set(added.map(({ name }) => name));
  return [...files.filter(({ name }) => !names.has(name)), ...added.map((file) => ({ ...file }))];
}

/** Returns a name that no file has. */
function findNewName(files: readonly CampaignText[], format: (number: number) => string): string {
  let number = files.length + 1;
  while (files.some(({ name }) => name === format(number))) number += 1;
  return format(number);
}
