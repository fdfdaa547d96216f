import './yaml-text.css';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { useTexts } from '../context/texts.tsx';
import { MarkedLines } from './marked-lines.tsx';
import type { TextMark, TextPlace } from './yaml-editor.tsx';

const YamlEditor = lazy(() => import('./yaml-editor.tsx').then((each) => ({ default: each.YamlEditor })));

const NO_MARKS: readonly TextMark[] = [];

interface YamlTextProps {
  readonly text: string;
  readonly isReadOnly: boolean;
  readonly label: string;
  /** Undefined until the text was checked. */
  readonly marks: readonly TextMark[] | undefined;
  readonly place: TextPlace | undefined;
  /** Returns the sentence about the number of faults. */
  readonly describeFaults: (count: string) => string;
  readonly onChange: (text: string) => void;
  readonly onPlace: (place: TextPlace) => void;
}

/** Shows the editor of a text in YAML, which is loaded when it is shown first, and its marks, each of which leads to its line. */
export function YamlText({ marks, describeFaults, onPlace, ...editor }: YamlTextProps) {
  const { text: texts } = useTexts().editor;
  return (
    <SpaceBetween size="s">
      <Suspense fallback={<Spinner />}>
        <YamlEditor {...editor} marks={marks ?? NO_MARKS} keyboardHint={texts.keyboard} />
      </Suspense>
      {marks !== undefined && <MarkedLines marks={marks} describeFaults={describeFaults} onPlace={onPlace} />}
    </SpaceBetween>
  );
}
