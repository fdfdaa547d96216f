import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useLoadedTexts } from '../context/texts.tsx';
import { EXAMPLE_EVENTS } from './examples.ts';
import type { EventsDraft } from './use-draft.ts';

/** The size in bytes up to which recorded events are shown as a text that can be edited. */
const MAX_EDITED_BYTES = 256 * 1024;
const ROWS = 8;
/** The name of events that were pasted. */
const PASTED_NAME = 'events.jsonl';

interface EventsInputProps {
  readonly events: EventsDraft | undefined;
  readonly onChange: (events: EventsDraft) => void;
}

/** Shows the recorded events, and the ways to give them: a file chosen or dropped, a text, or an example. */
export function EventsInput({ events, onChange }: EventsInputProps) {
  const { texts, locale } = useLoadedTexts();
  const { events: labels } = texts.rehearsal;
  const choose = async ([file]: readonly File[]) => {
    if (file === undefined) return;
    onChange(file.size > MAX_EDITED_BYTES ? { name: file.name, file } : { name: file.name, text: await file.text() });
  };
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  return (
    <Container
      header={
        <Header variant="h2" description={labels.hint}>
          {labels.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <FileDropzone onChange={({ detail }) => choose(detail.value)}>
          <SpaceBetween size="xs" alignItems="center">
            <Box color="text-body-secondary">{labels.drop}</Box>
            <SpaceBetween direction="horizontal" size="xs">
              <FileInput
                value={[]}
                accept=".jsonl,.ndjson,.json,.txt"
                ariaLabel={`${labels.choose}: ${labels.title}`}
                onChange={({ detail }) => choose(detail.value)}
              >
                {labels.choose}
              </FileInput>
              <ButtonDropdown
                items={EXAMPLE_EVENTS.map(({ name }) => ({ id: name, text: name }))}
                onItemClick={({ detail: { id } }) => {
                  const example = EXAMPLE_EVENTS.find(({ name }) => name === id);
                  if (example !== undefined) onChange(example);
                }}
              >
                {labels.example}
              </ButtonDropdown>
            </SpaceBetween>
          </SpaceBetween>
        </FileDropzone>
        {events !== undefined && 'file' in events ? (
          <SpaceBetween size="xxs">
            <Box>{labels.chosen(events.name, format.format(events.file.size / 1000))}</Box>
            <Box color="text-body-secondary">{labels.tooLargeToEdit}</Box>
          </SpaceBetween>
        ) : (
          <FormField label={events === undefined ? labels.text : `${labels.text}: ${events.name}`} stretch>
            <Textarea
              value={events?.text ?? ''}
              rows={ROWS}
              spellcheck={false}
              placeholder={labels.none}
              onChange={({ detail }) => onChange({ name: events?.name ?? PASTED_NAME, text: detail.value })}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}
