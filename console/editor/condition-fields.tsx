import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { useDescribeFault } from '../parts/use-describe-fault.ts';
import { ConditionRow } from './condition-row.tsx';
import { type Condition, isComplete, isDuplicate, isRename, readConditions, writeConditions } from './conditions.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, findFaultWithin, readPath } from './draft-path.ts';

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
  const describeFault = useDescribeFault();
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
    return fault && describeFault(field, fault);
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
