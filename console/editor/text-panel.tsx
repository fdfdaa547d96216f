import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useMarks } from '../parts/use-marks.ts';
import type { TextPlace } from '../parts/yaml-editor.tsx';
import { YamlText } from '../parts/yaml-text.tsx';
import type { ParsedDraft } from './parse-draft.ts';

interface TextPanelProps {
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly parsed: ParsedDraft;
  readonly fileName: string;
  readonly place: TextPlace | undefined;
  readonly onChange: (text: string) => void;
  readonly onPlace: (place: TextPlace) => void;
}

/** Shows the text of a campaign with its faults, each of which leads to its line, and offers it as a file. */
export function TextPanel({ parsed, fileName, ...editor }: TextPanelProps) {
  const { text: texts } = useTexts().editor;
  const marks = useMarks(parsed);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button iconName="download" onClick={() => saveFile(fileName, 'application/yaml', editor.text)}>
              {texts.download}
            </Button>
          }
        >
          {texts.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <YamlText {...editor} label={texts.label} marks={marks} describeFaults={texts.faults} />
        <Box variant="small">{texts.keyboard}</Box>
        <CommandLine words={['save', fileName]} />
      </SpaceBetween>
    </Container>
  );
}
