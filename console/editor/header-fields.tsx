import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { HEADER_NAME, RESERVED_HEADERS } from '../../core/contracts/headers.ts';
import { isObject } from '../../core/contracts/object.ts';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath } from './draft-path.ts';
import { TextFieldAt } from './fields.tsx';
import { NameField, NewNameField } from './name-fields.tsx';
import { writeMember } from './write-member.ts';

/** Shows the headers of a webhook, each with its name and its value, and adds further ones. */
export function HeaderFields({ path }: { readonly path: DraftPath }) {
  const { headers: texts, removeThis } = useTexts().editor.messages;
  const { content, isLocked, write, rename } = useDraftForm();
  const headers = readPath(content, path);
  const names = isObject(headers) ? Object.keys(headers) : [];
  const findProblem = (name: string, others: readonly string[]) => {
    if (!HEADER_NAME.test(name)) return texts.badName;
    if (RESERVED_HEADERS.includes(name.toLowerCase())) return texts.reserved;
    return others.some((each) => each.toLowerCase() === name.toLowerCase()) ? texts.taken : undefined;
  };
  return (
    <SpaceBetween size="s">
      <Box variant="h4">{texts.title}</Box>
      <Box color="text-body-secondary">{texts.hint}</Box>
      {names.map((name, index) => (
        // A header keeps its place while its name is edited.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <fieldset key={index} className="plain-group">
          <legend>{texts.item(index + 1)}</legend>
          <SpaceBetween size="xs">
            <ColumnLayout columns={2} minColumnWidth={150}>
              <NameField
                label={texts.name}
                name={name}
                findProblem={(next) => findProblem(next, names.toSpliced(index, 1))}
                onChange={(next) => rename([...path, name], next)}
              />
              <TextFieldAt path={[...path, name]} label={texts.value} />
            </ColumnLayout>
            <Button
              iconName="remove"
              variant="inline-link"
              disabled={isLocked}
              ariaLabel={texts.remove(name)}
              onClick={() => write(writeMember(content, { path, name, value: undefined }))}
            >
              {removeThis}
            </Button>
          </SpaceBetween>
        </fieldset>
      ))}
      <NewNameField
        label={texts.newName}
        hint={texts.newHint}
        addLabel={texts.add}
        findProblem={(name) => findProblem(name, names)}
        onAdd={(name) => write(writeMember(content, { path, name, value: '' }))}
      />
    </SpaceBetween>
  );
}
