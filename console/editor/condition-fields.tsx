import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { useDescribeFault } from '../parts/use-describe-fault.ts';
import {
  addPending,
  type ConditionList,
  canMatch,
  hasSame,
  isFieldRename,
  isTaken,
  locateCondition,
  MATCHES,
  type Match,
  NO_CONDITIONS,
  readConditionList,
  writeConditionList,
} from './condition-list.ts';
import { ConditionRow } from './condition-row.tsx';
import { type Condition, isComplete } from './conditions.ts';
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

/** Shows the conditions of a filter, and how many of them must hold. A filter that has others is shown as it stands in the text, and changed there. */
export function ConditionFields({ path, hint, newCondition, onRemoveLast }: ConditionFieldsProps) {
  const { editor } = useTexts();
  const { conditions: texts } = editor;
  const describeFault = useDescribeFault();
  const { content, faults, isLocked, write, rename, showInText } = useDraftForm();
  // A new condition is written when it is complete: until then it would hold for nothing.
  const [pending, setPending] = useState<Condition>();
  const filter = readPath(content, path);
  const list = filter === undefined ? NO_CONDITIONS : readConditionList(filter);
  if (list === undefined)
    return (
      <Box>
        {texts.onlyInText} <code>{JSON.stringify(filter)}</code>{' '}
        <Button variant="inline-link" onClick={() => showInText(path)}>
          {editor.audience.showInText}
        </Button>
      </Box>
    );
  const { match, conditions } = list;
  const shown = addPending(list, pending);
  const change = (next: readonly Condition[]) => write(...writeConditionList(path, list, { match, conditions: next }));
  const append = (condition: Condition) => {
    const isReady = isComplete(condition) && !isTaken(list, condition, -1);
    setPending(isReady ? undefined : condition);
    if (isReady) change([...conditions, condition]);
  };
  const replace = (place: number, next: Condition) => {
    if (conditions[place] === undefined) return append(next);
    if (isFieldRename(list, place, next)) return rename(locateCondition(path, list, place), next.field);
    return change(conditions.map((each, index) => (index === place ? next : each)));
  };
  const remove = (place: number) => {
    if (place >= conditions.length) return setPending(undefined);
    return conditions.length === 1 ? onRemoveLast() : change(conditions.filter((_, index) => index !== place));
  };
  const findFault = ({ field }: Condition, place: number) => {
    const fault = field === '' ? undefined : findFaultWithin(faults, locateCondition(path, list, place));
    return fault && describeFault(field, fault);
  };
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">{hint}</Box>
      {(shown.conditions.length > 1 || match === 'any') && (
        <MatchField
          list={shown}
          onChange={(next) => write(...writeConditionList(path, list, { ...list, match: next }))}
        />
      )}
      {shown.conditions.map((condition, place) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place: its field and its operator change while it is edited
          key={place}
          condition={condition}
          number={place + 1}
          fault={findFault(condition, place)}
          isTaken={(next) => isTaken(shown, next, place)}
          onChange={(next) => replace(place, next)}
          onRemove={() => remove(place)}
        />
      ))}
      <Button
        iconName="add-plus"
        disabled={isLocked || pending !== undefined}
        onClick={() => append(newCondition === undefined || hasSame(list, newCondition) ? BLANK : newCondition)}
      >
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}

interface MatchFieldProps {
  readonly list: ConditionList;
  readonly onChange: (match: Match) => void;
}

/** Shows how many of the conditions must hold. Two conditions on a field with the same operator can only be alternatives. */
function MatchField({ list, onChange }: MatchFieldProps) {
  const { conditions: texts } = useTexts().editor;
  const { isLocked } = useDraftForm();
  const options = MATCHES.map((id) => ({
    id,
    text: texts.matches[id],
    disabled: isLocked || !canMatch(list, id),
    ...(canMatch(list, id) ? {} : { disabledReason: texts.onlyAny }),
  }));
  return (
    <FormField label={texts.match}>
      <SegmentedControl
        selectedId={list.match}
        label={texts.match}
        options={options}
        onChange={({ detail }) => {
          const next = MATCHES.find((each) => each === detail.selectedId);
          if (next !== undefined) onChange(next);
        }}
      />
    </FormField>
  );
}
