import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { isFieldPath } from '../../core/contracts/field-path.ts';
import { useTexts } from '../context/texts.tsx';
import {
  type Condition,
  findKind,
  isDuplicate,
  isList,
  KINDS,
  type Kind,
  listOperands,
  OPERATORS,
  parseOperand,
  parseOperands,
  readConditions,
  withKind,
  withOperator,
  writeConditions,
} from './conditions.ts';
import { type DraftPath, readPath, useDraftForm } from './draft-form.ts';

interface ConditionFieldsProps {
  readonly path: DraftPath;
  readonly hint: string;
  readonly newCondition: Condition;
  /** Removes the filter with its last condition. */
  readonly onRemoveLast: () => void;
}

/** Shows the conditions of a filter, all of which must hold. A filter that has others is shown as it stands in the text, and changed there. */
export function ConditionFields({ path, hint, newCondition, onRemoveLast }: ConditionFieldsProps) {
  const { editor } = useTexts();
  const { conditions: texts } = editor;
  const { content, isLocked, write, showInText } = useDraftForm();
  const filter = readPath(content, path);
  const conditions = filter === undefined ? [] : readConditions(filter);
  if (conditions === undefined)
    return (
      <Box>
        {texts.onlyInText} <code>{JSON.stringify(filter)}</code>{' '}
        <Button variant="inline-link" onClick={() => showInText(path)}>
          {editor.audience.showInText}
        </Button>
      </Box>
    );
  const change = (next: readonly Condition[]) => write(...writeConditions(path, conditions, next));
  const replace = (place: number, condition: Condition) =>
    change(conditions.map((each, index) => (index === place ? condition : each)));
  const remove = (place: number) =>
    conditions.length === 1 ? onRemoveLast() : change(conditions.filter((_, index) => index !== place));
  const add = () => change([...conditions, findFreeCondition(conditions, newCondition)]);
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">{hint}</Box>
      {conditions.map((condition, place) => (
        <ConditionRow
          key={`${condition.field} ${condition.operator}`}
          condition={condition}
          number={place + 1}
          isTaken={(next) => isDuplicate(conditions, next, place)}
          onChange={(next) => replace(place, next)}
          onRemove={() => remove(place)}
        />
      ))}
      <Button iconName="add-plus" disabled={isLocked} onClick={add}>
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}

/** Returns a condition, with another field if it is in the list already. */
function findFreeCondition(conditions: readonly Condition[], condition: Condition): Condition {
  let free = condition;
  for (let number = 2; isDuplicate(conditions, free, -1); number += 1)
    free = { ...condition, field: `${condition.field}${number}` };
  return free;
}

interface ConditionRowProps {
  readonly condition: Condition;
  readonly number: number;
  /** Returns whether another condition has the field and the operator of this one. */
  readonly isTaken: (condition: Condition) => boolean;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

function ConditionRow({ condition, number, isTaken, onChange, onRemove }: ConditionRowProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const { field, operator } = condition;
  const kind = findKind(condition);
  const isValued = operator !== '$exists';
  return (
    <fieldset className="plain-group">
      <legend>{texts.item(number)}</legend>
      <SpaceBetween size="xs">
        <ColumnLayout columns={isValued ? 4 : 3} minColumnWidth={110}>
          <FieldName
            field={field}
            isTaken={(next) => isTaken({ ...condition, field: next })}
            onChange={(next) => onChange({ ...condition, field: next })}
          />
          <FormField label={texts.operator}>
            <Select
              selectedOption={{ value: operator, label: texts.operators[operator] }}
              options={OPERATORS.map((value) => ({
                value,
                label: texts.operators[value],
                disabled: value !== operator && isTaken({ ...condition, operator: value }),
              }))}
              disabled={isLocked}
              onChange={({ detail }) => {
                const next = OPERATORS.find((each) => each === detail.selectedOption.value);
                if (next !== undefined) onChange(withOperator(condition, next));
              }}
            />
          </FormField>
          {isValued && (
            <FormField label={texts.kind}>
              <Select
                selectedOption={{ value: kind, label: texts.kinds[kind] }}
                options={KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
                disabled={isLocked}
                onChange={({ detail }) => {
                  const next = KINDS.find((each) => each === detail.selectedOption.value);
                  if (next !== undefined) onChange(withKind(condition, next));
                }}
              />
            </FormField>
          )}
          <OperandField condition={condition} kind={kind} onChange={(operand) => onChange({ ...condition, operand })} />
        </ColumnLayout>
        <Button
          iconName="remove"
          variant="inline-link"
          disabled={isLocked}
          ariaLabel={texts.remove(number)}
          onClick={onRemove}
        >
          {texts.removeThis}
        </Button>
      </SpaceBetween>
    </fieldset>
  );
}

interface FieldNameProps {
  readonly field: string;
  readonly isTaken: (field: string) => boolean;
  readonly onChange: (field: string) => void;
}

/** Shows the name of the field of a condition. It is written when the reader leaves it: on the way to a name it may be that of another condition. */
function FieldName({ field, isTaken, onChange }: FieldNameProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const [text, setText] = useState(field);
  const fault = !isFieldPath(text) ? texts.badField : text !== field && isTaken(text) ? texts.taken : undefined;
  return (
    <FormField label={texts.field} errorText={fault}>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        onChange={({ detail }) => setText(detail.value)}
        onBlur={() => {
          if (fault === undefined && text !== field) onChange(text);
        }}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter' && fault === undefined && text !== field) onChange(text);
        }}
      />
    </FormField>
  );
}

interface OperandFieldProps {
  readonly condition: Condition;
  readonly kind: Kind;
  readonly onChange: (operand: Condition['operand']) => void;
}

/** Shows the values of a condition: a text, a number, yes or no, or several with commas between. */
function OperandField({ condition, kind, onChange }: OperandFieldProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const { operator, operand } = condition;
  if (operator === '$exists' || (kind === 'boolean' && !isList(operator))) {
    const options = [
      { value: 'true', label: texts.yes },
      { value: 'false', label: texts.no },
    ];
    return (
      <FormField label={texts.value}>
        <Select
          selectedOption={operand === true ? { value: 'true', label: texts.yes } : { value: 'false', label: texts.no }}
          options={options}
          disabled={isLocked}
          onChange={({ detail }) => onChange(detail.selectedOption.value === 'true')}
        />
      </FormField>
    );
  }
  return <OperandText condition={condition} kind={kind} onChange={onChange} />;
}

/** Shows values as text. A text that is no value stays in the field, and the value before it in the campaign. */
function OperandText({ condition, kind, onChange }: OperandFieldProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const isMany = isList(condition.operator);
  const written = listOperands(condition).join(', ');
  const [typed, setTyped] = useState({ text: written, written });
  const text = typed.written === written ? typed.text : written;
  const parse = (next: string) => (isMany ? parseOperands(next, kind) : parseOperand(next, kind));
  const fault = parse(text) === undefined ? (kind === 'number' ? texts.notNumber : texts.noValue) : undefined;
  return (
    <FormField label={isMany ? texts.values : texts.value} errorText={fault}>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        inputMode={kind === 'number' && !isMany ? 'decimal' : 'text'}
        onChange={({ detail: { value } }) => {
          const parsed = parse(value);
          setTyped({
            text: value,
            written: parsed === undefined ? written : listOperands({ operand: parsed }).join(', '),
          });
          if (parsed !== undefined) onChange(parsed);
        }}
      />
    </FormField>
  );
}
