import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { isObject } from '../../core/contracts/object.ts';
import { useTexts } from '../context/texts.tsx';
import { useDescribeFault } from '../parts/use-describe-fault.ts';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, findFaultAt, readPath, toFieldText } from './draft-path.ts';
import { ChoiceAt, FlagAt, SpanAt } from './fields.tsx';

/** The forms of a schedule delay, and what each begins with. */
const NEW_DELAYS = {
  none: undefined,
  span: '7 days',
  next: { next: 'saturday', at: '09:00' },
  in: { in: '1 day', at: '09:00' },
} as const;
type DelayKind = keyof typeof NEW_DELAYS;
const KINDS = ['none', 'span', 'next', 'in'] as const satisfies readonly DelayKind[];

/** Shows the form of the schedule delay, and the fields of that form. */
export function DelayFields() {
  const { delay: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const kind = findKind(content['delay']);
  const choose = (value: string) => {
    const chosen = KINDS.find((each) => each === value) ?? 'none';
    if (chosen !== kind) write({ path: ['delay'], value: NEW_DELAYS[chosen] });
  };
  return (
    <SpaceBetween size="m">
      <FormField label={texts.kind}>
        <RadioGroup
          value={kind}
          items={KINDS.map((value) => ({
            value,
            label: texts.kinds[value],
            description: texts.kindHints[value],
            disabled: isLocked,
          }))}
          onChange={({ detail }) => choose(detail.value)}
        />
      </FormField>
      {kind === 'span' && (
        <SpaceBetween size="s">
          <SpanAt path={['delay']} label={texts.title} />
          <PrecisionField />
        </SpaceBetween>
      )}
      {kind === 'next' && (
        <ColumnLayout columns={3} minColumnWidth={140}>
          <ChoiceAt path={['delay', 'next']} label={texts.weekday} choices={texts.weekdays} />
          <ClockField path={['delay', 'at']} label={texts.at} />
          <ZoneField />
        </ColumnLayout>
      )}
      {kind === 'in' && (
        <SpaceBetween size="s">
          <SpanAt path={['delay', 'in']} label={texts.title} units={['day', 'week']} />
          <ColumnLayout columns={2} minColumnWidth={140}>
            <ClockField path={['delay', 'at']} label={texts.at} />
            <ZoneField />
          </ColumnLayout>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

function findKind(delay: unknown): DelayKind {
  if (isObject(delay)) return 'next' in delay ? 'next' : 'in';
  return delay === undefined || delay === null || delay === 'none' ? 'none' : 'span';
}

/** Shows a local time of day. It is written when it is complete. */
export function ClockField({ path, label }: { readonly path: DraftPath; readonly label: string }) {
  const describeFault = useDescribeFault();
  const { content, faults, isLocked, write } = useDraftForm();
  const written = toFieldText(readPath(content, path));
  const [draft, setDraft] = useState<string>();
  const fault = findFaultAt(faults, path);
  return (
    <FormField label={label} errorText={fault && describeFault(label, fault)}>
      <TimeInput
        format="hh:mm"
        placeholder="hh:mm"
        value={draft ?? written}
        disabled={isLocked}
        onChange={({ detail: { value } }) => {
          setDraft(value);
          if (/^\d\d:\d\d$/.test(value)) write({ path, value });
        }}
        onBlur={() => setDraft(undefined)}
      />
    </FormField>
  );
}

function ZoneField() {
  const { delay: texts } = useTexts().editor;
  const { company } = texts.zones;
  return (
    <ChoiceAt
      path={['delay', 'zone']}
      label={texts.zone}
      choices={{ company }}
      unset={texts.zones.user}
      defaultValue="user"
    />
  );
}

function PrecisionField() {
  const { delay: texts } = useTexts().editor;
  const { content } = useDraftForm();
  if (content['precision'] === undefined && !/second|minute/.test(toFieldText(content['delay']))) return null;
  return <FlagAt path={['precision']} label={texts.precision} hint={texts.precisionHint} value="1 second" />;
}
