import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../context/texts.tsx';

interface ListFooterProps {
  readonly hasMore: boolean;
  readonly isReading: boolean;
  /** The name of the button. Absent, it asks for more. */
  readonly action?: string;
  readonly onMore: () => void;
}

/** Shows the button that asks for the next page of a list; after the last page, that the list ends, and nothing on a list of one page. */
export function ListFooter({ hasMore, isReading, action, onMore }: ListFooterProps) {
  const { shell } = useTexts();
  const [isAsked, setAsked] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  // With the last page the button goes, and with it the focus, unless the reader is elsewhere by then.
  useEffect(() => {
    if (isAsked && !hasMore && document.activeElement === document.body) end.current?.focus();
  }, [isAsked, hasMore]);
  if (!hasMore && !isAsked) return null;
  if (!hasMore)
    return (
      <div ref={end} tabIndex={-1}>
        <Box textAlign="center" color="text-body-secondary">
          {shell.data.end}
        </Box>
      </div>
    );
  return (
    <Box textAlign="center">
      <Button
        loading={isReading}
        onClick={() => {
          setAsked(true);
          onMore();
        }}
      >
        {action ?? shell.data.more}
      </Button>
    </Box>
  );
}
