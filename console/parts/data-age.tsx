import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from './time.tsx';

interface DataAgeProps {
  /** Milliseconds since the epoch at which the data were read; 0 if they were not. */
  readonly readAt: number;
  readonly isReading: boolean;
  readonly onRefresh: () => void;
}

/** Shows when the data of a page were read, and a button that reads them again. */
export function DataAge({ readAt, isReading, onRefresh }: DataAgeProps) {
  const { shell } = useTexts();
  const format = useFormatTime();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {readAt > 0 && <Box variant="small">{shell.data.asOf(format(new Date(readAt).toISOString()))}</Box>}
      <Button iconName="refresh" ariaLabel={shell.data.refresh} loading={isReading} onClick={onRefresh} />
    </SpaceBetween>
  );
}
