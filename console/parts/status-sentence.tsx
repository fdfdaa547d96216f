import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';

interface StatusSentenceProps {
  readonly type: StatusIndicatorProps.Type;
  readonly children: ReactNode;
}

/** Shows a sentence after the sign of a status. Unlike a status indicator it breaks lines between words. */
export function StatusSentence({ type, children }: StatusSentenceProps) {
  return (
    <Box>
      <StatusIndicator type={type} /> {children}
    </Box>
  );
}
