import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import type { DraftPath } from './draft-path.ts';

/** Names the fields of a part that the form does not show, and leads to their place in the text. Shows nothing if there are none. */
export function OnlyInText({ path, fields }: { readonly path: DraftPath; readonly fields: readonly string[] }) {
  const { editor } = useTexts();
  const { showInText } = useDraftForm();
  const [first] = fields;
  if (first === undefined) return null;
  return (
    <Box>
      {editor.messages.onlyInText(fields.join(', '))}{' '}
      <Button variant="inline-link" onClick={() => showInText([...path, first])}>
        {editor.audience.showInText}
      </Button>
    </Box>
  );
}
