import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense, useMemo } from 'react';
import { formatPath } from '../../core/contracts/fault.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useDescribeFault } from '../parts/use-describe-fault.ts';
import { MarkedLines } from './marked-lines.tsx';
import type { ParsedDraft } from './parse-draft.ts';
import type { TextMark, TextPlace } from './yaml-editor.tsx';

const YamlEditor = lazy(() => import('./yaml-editor.tsx').then((each) => ({ default: each.YamlEditor })));

interface TextPanelProps {
  readonly text: string;
  readonly isFromElsewhere: boolean;
  readonly isReadOnly: boolean;
  readonly parsed: ParsedDraft;
  readonly fileName: string;
  readonly place: TextPlace | undefined;
  readonly onChange: (text: string) => void;
  readonly onPlace: (place: TextPlace) => void;
}

/** Shows the text of a campaign with its faults, each of which leads to its line, and offers it as a file. */
export function TextPanel({ parsed, fileName, onPlace, ...editor }: TextPanelProps) {
  const { text: texts } = useTexts().editor;
  const translate = useTranslate();
  const describeFault = useDescribeFault();
  const marks = useMemo<readonly TextMark[]>(
    () => [
      ...parsed.faults.map(({ line = 1, column = 1, path, ...fault }) => ({
        line,
        column,
        severity: 'error' as const,
        message: describeFault(formatPath(path), fault),
      })),
      ...parsed.warnings.map(({ line = 1, column = 1, path, message }) => ({
        line,
        column,
        severity: 'warning' as const,
        message: translate(`${formatPath(path)}: ${message}`),
      })),
    ],
    [parsed, describeFault, translate],
  );
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
        <Suspense fallback={<Spinner />}>
          <YamlEditor {...editor} label={texts.label} keyboardHint={texts.keyboard} marks={marks} />
        </Suspense>
        <Box variant="small">{texts.keyboard}</Box>
        <MarkedLines marks={marks} onPlace={onPlace} />
        <CommandLine words={['save', fileName]} />
      </SpaceBetween>
    </Container>
  );
}
