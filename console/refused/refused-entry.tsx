import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { findUserId } from './find-user-id.ts';

/** Shows a refused entry as text, folded. */
export function RefusedEntry({ refused }: { readonly refused: components['schemas']['RefusedEvent'] }) {
  const { refused: texts } = useTexts();
  const formatCount = useFormatCount();
  const { id, entry, cut, bytes } = refused;
  return (
    <ExpandableSection headerText={texts.entry} headerAriaLabel={`${texts.entry}: ${id}`}>
      {cut && <Box variant="small">{texts.entryCut(formatCount(bytes))}</Box>}
      <pre className="raw-json">{typeof entry === 'string' ? entry : JSON.stringify(entry, undefined, 2)}</pre>
    </ExpandableSection>
  );
}

/** Shows the user whom a refused entry names, as a link to the page of the user. */
export function RefusedUser({ entry }: { readonly entry: unknown }) {
  const userId = findUserId(entry);
  if (userId === undefined) return '–';
  return (
    <Link href={`#${userPath(userId)}`}>
      <bdi>{userId}</bdi>
    </Link>
  );
}
