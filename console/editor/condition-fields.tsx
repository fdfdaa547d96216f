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
  isComplete,
  isDuplicate,
  isList,
  isRename,
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
import { type DraftPath, findFaultWithin, readPath, useDraftForm } from './draft-form.ts';

interface ConditionFieldsProps {
  readonly path: DraftPath;
  readonly hint: string;
  /** A condition that an author may begin with; absent if none is likely. */
  readonly newCondition?: Condition;
  /** Removes the filter with its last condition. */
  readonly onRemoveLast: () => void;
}

/** A condition to which the author has given no field and no value yet. */
const BLANK: Condition = { field: '', operator: '$eq', operand: '' };

/** Shows the conditions of a filter, all of which must hold. A filter that has others is shown as it stands in the text, and changed there. */
export function ConditionFields({ path, hint, newCondition, onRemoveLast }: ConditionFieldsProps) {
  const { editor } = useTexts();
  const { conditions: texts } = editor;
  const { content, faults, isLocked, write, rename, showInText } = useDraftForm();
  // A new condition is written when it is complete: until then it would hold for nothing.
  const [pending, setPending] = useState<Condition>();
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
  const rows = pending === undefined ? conditions : [...conditions, pending];
  const isTaken = (condition: Condition, place: number) => isDuplicate(conditions, condition, place);
  const change = (next: readonly Condition[]) => write(...writeConditions(path, conditions, next));
  const append = (condition: Condition) => {
    const isReady = isComplete(condition) && !isTaken(condition, -1);
    setPending(isReady ? undefined : condition);
    if (isReady) change([...conditions, condition]);
  };
  const replace = (place: number, next: Condition) => {
    const before = conditions[place];
    if (before === undefined) return append(next);
    if (isRename(conditions, before, next)) return rename([...path, before.field], next.field);
    return change(conditions.map((each, index) => (index === place ? next : each)));
  };
  const remove = (place: number) => {
    if (place >= conditions.length) return setPending(undefined);
    return conditions.length === 1 ? onRemoveLast() : change(conditions.filter((_, index) => index !== place));
  };
  const findFault = ({ field }: Condition) => {
    const fault = field === '' ? undefined : findFaultWithin(faults, [...path, field]);
    return fault && editor.text.fault(field, fault.expected, fault.found);
  };
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">{hint}</Box>
      {rows.map((condition, place) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place: its field and its operator change while it is edited
          key={place}
          condition={condition}
          number={place + 1}
          fault={findFault(condition)}
          isTaken={(next) => isTaken(next, place)}
          onChange={(next) => replace(place, next)}
          onRemove={() => remove(place)}
        />
      ))}
      <Button
        iconName="add-plus"
        disabled={isLocked || pending !== undefined}
        onClick={() => append(newCondition === undefined || isTaken(newCondition, -1) ? BLANK : newCondition)}
      >
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}

interface ConditionRowProps {
  readonly condition: Condition;
  readonly number: number;
  /** The first fault of the condition, as a sentence. */
  readonly fault: string | undefined;
  /** Returns whether another condition has the field and the operator of this one. */
  readonly isTaken: (condition: Condition) => boolean;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

function ConditionRow({ condition, number, fault, isTaken, onChange, onRemove }: ConditionRowProps) {
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
          <OperandField
            condition={condition}
            kind={kind}
            fault={fault}
            onChange={(operand) => onChange({ ...condition, operand })}
          />
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
  const [typed, setTyped] = useState({ text: field, field });
  const text = typed.field === field ? typed.text : field;
  const isChanged = text !== field;
  const fault = isChanged && !isFieldPath(text) ? texts.badField : isChanged && isTaken(text) ? texts.taken : undefined;
  const commit = () => {
    if (isChanged && fault === undefined) onChange(text);
  };
  return (
    <FormField label={texts.field} errorText={fault}>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        onChange={({ detail }) => setTyped({ text: detail.value, field })}
        onBlur={commit}
        onKeyDown={({ detail }) => {
          if (detail.key === 'Enter') commit();
        }}
      />
    </FormField>
  );
}

interface OperandFieldProps {
  readonly condition: Condition;
  readonly kind: Kind;
  readonly fault: string | undefined;
  readonly onChange: (operand: Condition['operand']) => void;
}

/** Shows the values of a condition: a text, a number, yes or no, or several with commas between. */
function OperandField({ condition, kind, fault, onChange }: OperandFieldProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const { operator, operand } = condition;
  if (operator === '$exists' || (kind === 'boolean' && !isList(operator))) {
    const options = [
      { value: 'true', label: texts.yes },
      { value: 'false', label: texts.no },
    ];
    return (
      <FormField label={texts.value} errorText={fault}>
        <Select
          selectedOption={operand === true ? { value: 'true', label: texts.yes } : { value: 'false', label: texts.no }}
          options={options}
          disabled={isLocked}
          onChange={({ detail }) => onChange(detail.selectedOption.value === 'true')}
        />
      </FormField>
    );
  }
  return <OperandText condition={condition} kind={kind} fault={fault} onChange={onChange} />;
}

/** Shows values as text. A text that is no value stays in the field, and the value before it in the campaign. */
function OperandText({ condition, kind, fault, onChange }: OperandFieldProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const isMany = isList(condition.operator);
  const written = listOperands(condition).join(', ');
  const [typed, setTyped] = useState({ text: written, written, kind });
  const text = typed.written === written && typed.kind === kind ? typed.text : written;
  const parse = (next: string) => (isMany ? parseOperands(next, kind) : parseOperand(next, kind));
  const ownFault = parse(text) === undefined ? (kind === 'number' ? texts.notNumber : texts.noValue) : undefined;
  return (
    <FormField label={isMany ? texts.values : texts.value} errorText={ownFault ?? fault}>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        inputMode={kind === 'number' && !isMany ? 'decimal' : 'text'}
        onChange={({ detail: { value } }) => {
          const parsed = parse(value);
          const next = parsed === undefined ? written : listOperands({ operand: parsed }).join(', ');
          setTyped({ text: value, written: next, kind });
          if (parsed !== undefined) onChange(parsed);
        }}
      />
    </FormField>
  );
}
