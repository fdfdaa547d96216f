import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useTexts } from '../context/texts.tsx';

interface ListFooterProps {
  readonly hasMore: boolean;
  readonly isReading: boolean;
  readonly onMore: () => void;
}

/** Shows the button that asks for the next page of a list; nothing on the last page. */
export function ListFooter({ hasMore, isReading, onMore }: ListFooterProps) {
  const { shell } = useTexts();
  if (!hasMore) return null;
  return (
    <Box textAlign="center">
      <Button onClick={onMore} loading={isReading}>
        {shell.data.more}
      </Button>
    </Box>
  );
}
