import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { useDescribeFault } from '../parts/use-describe-fault.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, findFaultAt, findFaultWithin, readList, readPath, toFieldText } from './draft-path.ts';
import { splitList } from './split-list.ts';
import { useTypedText } from './use-typed-text.ts';

interface FieldProps {
  readonly path: DraftPath;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** Returns the fault of a field that has a value, as its own text. A field that is still empty stands in the list of faults only. */
function useFieldFault(path: DraftPath): string | undefined {
  const { content, faults } = useDraftForm();
  const describeFault = useDescribeFault();
  const fault = findFaultAt(faults, path);
  if (fault === undefined || toFieldText(readPath(content, path)) === '') return undefined;
  return describeFault(String(path.at(-1)), fault);
}

/** Shows a field of text, with what is wrong with it and what to look at. Emptied, a field that may be absent is removed. */
export function TextFieldAt({
  path,
  label,
  hint,
  isOptional = false,
  rows,
  isDisabled = false,
  placeholder,
  onValue,
}: FieldProps & {
  readonly isOptional?: boolean;
  readonly rows?: number;
  readonly isDisabled?: boolean;
  /** The text that takes the place of one that is left out. */
  readonly placeholder?: string;
  /** Writes the value in place of the field itself. */
  readonly onValue?: (value: string) => void;
}) {
  const { content, warnings, isLocked, write } = useDraftForm();
  const translate = useTranslate();
  const warning = findFaultAt(warnings, path);
  const change = ({ detail: { value } }: { readonly detail: { readonly value: string } }) =>
    onValue === undefined ? write({ path, value: isOptional && value === '' ? undefined : value }) : onValue(value);
  const shared = {
    value: toFieldText(readPath(content, path)),
    onChange: change,
    disabled: isDisabled || isLocked,
    spellcheck: rows !== undefined,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  return (
    <FormField
      label={label}
      description={hint}
      errorText={useFieldFault(path)}
      warningText={warning && translate(warning.message)}
      stretch
    >
      {rows === undefined ? <Input {...shared} /> : <Textarea {...shared} rows={rows} />}
    </FormField>
  );
}

/** Shows a list of texts with commas between. Emptied, it is removed. */
export function TextListAt({ path, label, hint }: FieldProps) {
  const { content, faults, isLocked, write } = useDraftForm();
  const describeFault = useDescribeFault();
  const fault = findFaultWithin(faults, path);
  const written = readList(content, path).map(toFieldText).join(', ');
  const { text, keep } = useTypedText(written);
  return (
    <FormField label={label} description={hint} errorText={fault && describeFault(label, fault)} stretch>
      <Input
        value={text}
        disabled={isLocked}
        spellcheck={false}
        onChange={({ detail: { value } }) => {
          const list = splitList(value);
          keep(value, list.join(', '));
          write({ path, value: list.length === 0 ? undefined : list });
        }}
      />
    </FormField>
  );
}

/** Shows a field of a number. Emptied, it is removed. */
export function NumberFieldAt({ path, label, hint }: FieldProps) {
  const { content, isLocked, write } = useDraftForm();
  return (
    <FormField label={label} description={hint} errorText={useFieldFault(path)}>
      <Input
        type="number"
        inputMode="decimal"
        value={toFieldText(readPath(content, path))}
        disabled={isLocked}
        onChange={({ detail: { value } }) => write({ path, value: value === '' ? undefined : Number(value) })}
      />
    </FormField>
  );
}

/** Shows a field with a few values. The choice `unset` stands for the field that is absent, or that has its default. */
export function ChoiceAt({
  path,
  label,
  hint,
  choices,
  unset,
  defaultValue = '',
}: FieldProps & {
  readonly choices: Readonly<Record<string, string>>;
  readonly unset?: string;
  readonly defaultValue?: string;
}) {
  const { content, isLocked, write } = useDraftForm();
  const written = toFieldText(readPath(content, path));
  const value = written === defaultValue ? '' : written;
  const options = [
    ...(unset === undefined ? [] : [{ value: '', label: unset }]),
    ...Object.entries(choices).map(([key, text]) => ({ value: key, label: text })),
  ];
  return (
    <FormField label={label} description={hint} errorText={useFieldFault(path)}>
      <Select
        selectedOption={options.find((each) => each.value === value) ?? { value, label: value }}
        options={options}
        disabled={isLocked}
        onChange={({ detail }) => write({ path, value: detail.selectedOption.value || undefined })}
      />
    </FormField>
  );
}

/** Shows a field that is true, or another value that stands for yes, or absent. */
export function FlagAt({ path, label, hint, value = true }: FieldProps & { readonly value?: true | string }) {
  const { content, isLocked, write } = useDraftForm();
  return (
    <Checkbox
      checked={readPath(content, path) === value}
      disabled={isLocked}
      description={hint}
      onChange={({ detail }) => write({ path, value: detail.checked ? value : undefined })}
    >
      {label}
    </Checkbox>
  );
}

const UNITS = ['second', 'minute', 'hour', 'day', 'week'] as const;
type Unit = (typeof UNITS)[number];

/** Splits a span such as "7 days"; one that is not complete is read as far as it goes. */
export function splitSpan(value: unknown): { readonly amount: string; readonly unit: Unit } | undefined {
  const [, amount = '', name] = /^\s*(\d*)\s*(second|minute|hour|day|week)s?$/.exec(toFieldText(value)) ?? [];
  const unit = UNITS.find((each) => each === name);
  return unit === undefined ? undefined : { amount, unit };
}

/** Shows a span of time as a number and a unit. */
export function SpanAt({
  path,
  label,
  units = UNITS,
}: {
  readonly path: DraftPath;
  /** The name of the span, before "number" and "unit". */
  readonly label: string;
  readonly units?: readonly Unit[];
}) {
  const { content, faults, isLocked, write } = useDraftForm();
  const { delay } = useTexts().editor;
  const describeFault = useDescribeFault();
  const { amount, unit } = splitSpan(readPath(content, path)) ?? { amount: '', unit: 'day' };
  const change = (next: { readonly amount?: string; readonly unit?: string }) => {
    const span = { amount, unit, ...next };
    write({ path, value: `${span.amount} ${span.unit}${span.amount === '1' ? '' : 's'}` });
  };
  const fault = findFaultAt(faults, path);
  return (
    <FormField label={label} errorText={fault && describeFault(String(path.at(-1)), fault)} stretch>
      <ColumnLayout columns={2} minColumnWidth={110}>
        <Input
          type="number"
          inputMode="numeric"
          value={amount}
          disabled={isLocked}
          ariaLabel={`${label}: ${delay.amount}`}
          onChange={({ detail }) => change({ amount: detail.value.replaceAll(/\D/g, '') })}
        />
        <Select
          selectedOption={{ value: unit, label: delay.units[unit] }}
          options={units.map((value) => ({ value, label: delay.units[value] }))}
          disabled={isLocked}
          ariaLabel={`${label}: ${delay.unit}`}
          onChange={({ detail }) => change({ unit: detail.selectedOption.value ?? 'day' })}
        />
      </ColumnLayout>
    </FormField>
  );
}
