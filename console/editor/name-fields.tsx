import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useDraftForm } from './draft-form.ts';
import { useTypedText } from './use-typed-text.ts';

interface NameFieldProps {
  readonly label: string;
  readonly name: string;
  /** Returns why a name cannot be taken, as a sentence. */
  readonly findProblem: (name: string) => string | undefined;
  readonly onChange: (name: string) => void;
}

/** Shows a name that others must not have. It is written when the reader leaves it: on the way to a name it may be that of another one. */
export function NameField({ label, name, findProblem, onChange }: NameFieldProps) {
  const { isLocked } = useDraftForm();
  const { text, keep } = useTypedText(name);
  const isChanged = text !== name;
  const problem = isChanged ? findProblem(text) : undefined;
  const commit = () => {
    if (isChanged && problem === undefined) onChange(text);
  };
  return (
    <FormField label={label} errorText={problem}>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        onChange={({ detail }) => keep(detail.value, name)}
        onBlur={commit}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') commit();
        }}
      />
    </FormField>
  );
}

interface NewNameFieldProps {
  readonly label: string;
  readonly hint: string;
  /** The label of the button that adds what is named. */
  readonly addLabel: string;
  readonly findProblem: (name: string) => string | undefined;
  readonly onAdd: (name: string) => void;
}

/** Shows a field for a new name, and adds what it names. Why a name cannot be taken is said when the reader adds it. */
export function NewNameField({ label, hint, addLabel, findProblem, onAdd }: NewNameFieldProps) {
  const { isLocked } = useDraftForm();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = () => {
    const name = text.trim();
    const found = findProblem(name);
    setProblem(found);
    if (found !== undefined) return;
    setText('');
    onAdd(name);
  };
  return (
    <FormField label={label} description={hint} errorText={problem} stretch>
      <Grid gridDefinition={[{ colspan: { default: 12, xs: 7 } }, { colspan: { default: 12, xs: 5 } }]}>
        <Input
          value={text}
          disabled={isLocked}
          spellcheck={false}
          onChange={({ detail }) => {
            setText(detail.value);
            setProblem(undefined);
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') add();
          }}
        />
        <Button iconName="add-plus" disabled={isLocked} onClick={add}>
          {addLabel}
        </Button>
      </Grid>
    </FormField>
  );
}
