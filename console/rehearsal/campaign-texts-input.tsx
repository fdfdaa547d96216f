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
import Textarea from '@cloudscape-design/components/textarea';
import { useTexts } from '../context/texts.tsx';
import { saveFile } from '../parts/save-file.ts';
import { SentenceList } from '../parts/sentence-list.tsx';
import { EXAMPLE_CAMPAIGNS, EXAMPLE_SHOP } from './examples.ts';
import type { CampaignText, FileFindings } from './rehearsal-calls.ts';

interface CampaignTextsInputProps {
  readonly title: string;
  readonly files: readonly CampaignText[];
  readonly findings: readonly FileFindings[];
  readonly onChange: (files: readonly CampaignText[]) => void;
}

const SHOP_ID = 'shop';
const MIN_ROWS = 6;
const MAX_ROWS = 24;

/** Shows campaign files, each with its text and the faults in it, and the ways to add one: chosen, dropped, pasted, or an example. */
export function CampaignTextsInput({ title, files, findings, onChange }: CampaignTextsInputProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.campaigns;
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
      {files.map((file, index) => (
        <CampaignTextInput
          // A file keeps its place while its name is edited.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          file={file}
          findings={findings.find(({ name }) => name === file.name)}
          onChange={(changed) => onChange(files.map((each, at) => (at === index ? { ...each, ...changed } : each)))}
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

function CampaignTextInput({ file: { name, text }, findings, onChange, onRemove }: CampaignTextInputProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.campaigns;
  const rows = Math.min(MAX_ROWS, Math.max(MIN_ROWS, text.split('\n').length));
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
      <Textarea
        value={text}
        rows={rows}
        spellcheck={false}
        ariaLabel={texts.textOf(name)}
        invalid={findings !== undefined && findings.faults.length > 0}
        onChange={({ detail }) => onChange({ text: detail.value })}
      />
      {findings !== undefined && <Findings findings={findings} />}
    </SpaceBetween>
  );
}

function Findings({ findings: { faults, warnings, isLeftOut } }: { readonly findings: FileFindings }) {
  const { rehearsal } = useTexts();
  return (
    <SpaceBetween size="xs">
      {faults.length > 0 && (
        <Alert type="error">
          <SentenceList sentences={faults} className="lines" />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert type="warning">
          <SentenceList sentences={warnings} className="lines" />
        </Alert>
      )}
      {isLeftOut && <Alert type="info">{rehearsal.campaigns.leftOut}</Alert>}
    </SpaceBetween>
  );
}

/** Adds files; one with the name of another replaces it. */
function addTexts(files: readonly CampaignText[], added: readonly CampaignText[]): readonly CampaignText[] {
  const names = new Set(added.map(({ name }) => name));
  return [...files.filter(({ name }) => !names.has(name)), ...added];
}
