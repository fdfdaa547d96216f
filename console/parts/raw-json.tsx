import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useTexts } from '../context/texts.tsx';

/** Shows what the interface answered, folded. */
export function RawJson({ value }: { readonly value: unknown }) {
  const { shell } = useTexts();
  return (
    <ExpandableSection headerText={shell.data.raw} variant="footer">
      <pre className="raw-json">{JSON.stringify(value, undefined, 2)}</pre>
    </ExpandableSection>
  );
}
