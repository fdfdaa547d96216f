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
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
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
  readonly onChange: (files: readonly CampaignText[]) => void;
}

const SHOP_ID = 'shop';

/** Shows campaign files, each with its text and the faults in it, and the ways to add one: chosen, dropped, pasted, or an example. */
export function CampaignTextsInput({ title, files, findings, onChange }: CampaignTextsInputProps) {
  const { rehearsal, editor } = useTexts();
  const texts = rehearsal.campaigns;
  const { getKey, change } = useFileKeys();
  const add = (added: readonly CampaignText[]) => onChange(addTexts(files, added));
  const addFiles = async (chosen: readonly File[]) =>
    add(await Promise.all(chosen.map(async (file) => ({ name: file.name, text: await file.text() }))));
  return (
    <SpaceBetween size="s">
      <Header variant="h3" description={texts.textsHint}>
        {title}
      </Header>
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
            <Button onClick={() => add([{ name: texts.newName(files.length + 1), text: '' }])}>{texts.paste}</Button>
            <ButtonDropdown
              items={[
                ...EXAMPLE_CAMPAIGNS.map(({ name }) => ({ id: name, text: name })),
                { id: SHOP_ID, text: texts.allOfShop },
              ]}
              onItemClick={({ detail: { id } }) =>
                add(id === SHOP_ID ? EXAMPLE_SHOP : EXAMPLE_CAMPAIGNS.filter(({ name }) => name === id))
              }
            >
              {texts.examples}
            </ButtonDropdown>
          </SpaceBetween>
        </SpaceBetween>
      </FileDropzone>
      {files.length === 0 && <Box color="text-body-secondary">{texts.noTexts}</Box>}
      {files.length > 0 && <Box variant="small">{editor.text.keyboard}</Box>}
      {files.map((file, index) => (
        <CampaignTextInput
          key={getKey(file)}
          file={file}
          findings={findings.find(({ name }) => name === file.name)}
          onChange={(changed) => onChange(files.map((each, at) => (at === index ? change(each, changed) : each)))}
          onRemove={() => onChange(files.filter((_, at) => at !== index))}
        />
      ))}
    </SpaceBetween>
  );
}

interface CampaignTextInputProps {
  readonly file: CampaignText;
  readonly findings: FileFindings | undefined;
  readonly onChange: (changed: Partial<CampaignText>) => void;
  readonly onRemove: () => void;
}

/** Shows a campaign file: its name, its text with the faults in it, and the ways to save and to remove it. */
function CampaignTextInput({ file: { name, text }, findings, onChange, onRemove }: CampaignTextInputProps) {
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
      {findings?.isLeftOut && <Alert type="info">{texts.leftOut}</Alert>}
    </SpaceBetween>
  );
}

/** Adds files; one with the name of another replaces it. Each is an object of its own, also where it is an example that is there already. */
function addTexts(files: readonly CampaignText[], added: readonly CampaignText[]): readonly CampaignText[] {
  const names = new Set(added.map(({ name }) => name));
  return [...files.filter(({ name }) => !names.has(name)), ...added.map((file) => ({ ...file }))];
}
