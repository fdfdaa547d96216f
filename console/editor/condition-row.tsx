import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isFieldPath } from '../../core/contracts/field-path.ts';
import { useTexts } from '../context/texts.tsx';
import {
  type Condition,
  findKind,
  hasKind,
  isList,
  KINDS,
  type Kind,
  listOperands,
  OPERATORS,
  parseOperand,
  parseOperands,
  withKind,
  withOperator,
} from './conditions.ts';
import { useDraftForm } from './draft-form.ts';
import { NameField } from './name-fields.tsx';
import { useTypedText } from './use-typed-text.ts';

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

/** Shows a condition as its field, its operator, and its values with their kind. */
export function ConditionRow({ condition, number, fault, isTaken, onChange, onRemove }: ConditionRowProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const { field, operator } = condition;
  const kind = findKind(condition);
  const isOfAnyKind = hasKind(operator);
  return (
    <fieldset className="plain-group">
      <legend>{texts.item(number)}</legend>
      <SpaceBetween size="xs">
        <ColumnLayout columns={isOfAnyKind ? 4 : 3} minColumnWidth={110}>
          <NameField
            label={texts.field}
            name={field}
            findProblem={(next) =>
              isFieldPath(next) ? (isTaken({ ...condition, field: next }) ? texts.taken : undefined) : texts.badField
            }
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
          {isOfAnyKind && (
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
  const { text, keep } = useTypedText(written, `${kind} ${written}`);
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
          keep(value, `${kind} ${next}`);
          if (parsed !== undefined) onChange(parsed);
        }}
      />
    </FormField>
  );
}
