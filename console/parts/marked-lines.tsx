import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTexts } from '../context/texts.tsx';
import { useFormatCount } from './use-format-count.ts';
import type { TextMark, TextPlace } from './yaml-editor.tsx';

interface MarkListProps {
  readonly marks: readonly TextMark[];
  readonly onPlace: (place: TextPlace) => void;
}

interface MarkedLinesProps extends MarkListProps {
  /** Returns the sentence about the number of faults. */
  readonly describeFaults: (count: string) => string;
}

/** Lists the faults of a text and its warnings by line. */
export function MarkedLines({ marks, describeFaults, onPlace }: MarkedLinesProps) {
  const { text: texts } = useTexts().editor;
  const formatCount = useFormatCount();
  const faults = marks.filter(({ severity }) => severity === 'error');
  const warnings = marks.filter(({ severity }) => severity === 'warning');
  return (
    <div aria-live="polite">
      <SpaceBetween size="xs">
        {faults.length === 0 && <StatusIndicator type="success">{texts.noFaults}</StatusIndicator>}
        {faults.length > 0 && (
          <StatusIndicator type="error">{describeFaults(formatCount(faults.length))}</StatusIndicator>
        )}
        <MarkList marks={faults} onPlace={onPlace} />
        {warnings.length > 0 && (
          <StatusIndicator type="warning">{texts.warnings(formatCount(warnings.length))}</StatusIndicator>
        )}
        <MarkList marks={warnings} onPlace={onPlace} />
      </SpaceBetween>
    </div>
  );
}

function MarkList({ marks, onPlace }: MarkListProps) {
  const { text: texts } = useTexts().editor;
  if (marks.length === 0) return null;
  return (
    <ul className="fault-list">
      {marks.map(({ line, column, message }) => (
        <li key={`${line}:${column} ${message}`}>
          <Button
            variant="inline-link"
            ariaLabel={`${texts.line(line)}: ${message}`}
            onClick={() => onPlace({ line, column })}
          >
            {texts.line(line)}
          </Button>{' '}
          <Box variant="span">{message}</Box>
        </li>
      ))}
    </ul>
  );
}
