import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { useFilters } from '../parts/use-filters.ts';

interface RefusedFiltersProps {
  readonly id: string;
  readonly userId: string;
}

/** Shows the fields that filter the list: by the id of a refused event, or by a user whom it names. */
export function RefusedFilters({ id, userId }: RefusedFiltersProps) {
  const { refused: texts } = useTexts();
  const { setFilters } = useFilters();
  const [idText, setIdText] = useState(id);
  const [userText, setUserText] = useState(userId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setFilters({ id: idText.trim(), userId: userText }, { isStep: true });
      }}
    >
      <SpaceBetween direction="horizontal" size="xs" alignItems="end">
        <FormField label={texts.filterUser}>
          <Input value={userText} onChange={({ detail }) => setUserText(detail.value)} spellcheck={false} />
        </FormField>
        <FormField label={texts.filterId}>
          <Input value={idText} onChange={({ detail }) => setIdText(detail.value)} spellcheck={false} />
        </FormField>
        <Button>{texts.filter}</Button>
        {(id !== '' || userId !== '') && (
          <Button formAction="none" onClick={() => setFilters({ id: '', userId: '' }, { isStep: true })}>
            {texts.clear}
          </Button>
        )}
      </SpaceBetween>
    </form>
  );
}
