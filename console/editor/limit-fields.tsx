import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { isObject } from '../../core/contracts/object.ts';
import { useTexts } from '../context/texts.tsx';
import { ClockField } from './delay-fields.tsx';
import { useDraftForm } from './draft-form.ts';
import { readPath } from './draft-path.ts';
import { ChoiceAt, SpanAt, TextFieldAt } from './fields.tsx';
import { writeMember } from './write-member.ts';

/** Shows the duration, the quiet hours, the frequency caps, the purpose, and how late messages may leave. */
export function LimitFields() {
  const { rules: texts } = useTexts().editor;
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={2} minColumnWidth={200}>
        <DurationField end="start" />
        <DurationField end="end" />
      </ColumnLayout>
      <QuietHoursFields />
      <CapsField />
      <ChoiceAt
        path={['purpose']}
        label={texts.purpose}
        choices={{ transactional: texts.purposeChoices.transactional }}
        unset={texts.purposeChoices.marketing}
        defaultValue="marketing"
      />
      <StaleAfterFields />
    </SpaceBetween>
  );
}

function DurationField({ end }: { readonly end: 'start' | 'end' }) {
  const { rules: texts } = useTexts().editor;
  const { content, write } = useDraftForm();
  const change = (value: string) =>
    write(writeMember(content, { path: ['duration'], name: end, value: value === '' ? undefined : value }));
  return <TextFieldAt path={['duration', end]} label={texts[end]} hint={texts.instantHint} onValue={change} />;
}

/** The quiet hours that an author begins with. */
const NEW_QUIET_HOURS = { from: '22:00', to: '08:00' };

function QuietHoursFields() {
  const { rules: texts } = useTexts().editor;
  const { content, write } = useDraftForm();
  const hours = content['quietHours'];
  const kind = hours === undefined ? 'unset' : isObject(hours) ? 'own' : 'none';
  const values: Readonly<Record<string, unknown>> = { none: 'none', own: NEW_QUIET_HOURS };
  return (
    <SpaceBetween size="s">
      <ChoiceOf
        label={texts.quietHours}
        choices={texts.quietChoices}
        value={kind}
        onChange={(value) => write({ path: ['quietHours'], value: values[value] })}
      />
      {kind === 'own' && (
        <ColumnLayout columns={3} minColumnWidth={140}>
          <ClockField path={['quietHours', 'from']} label={texts.quietFrom} />
          <ClockField path={['quietHours', 'to']} label={texts.quietTo} />
          <ChoiceAt
            path={['quietHours', 'then']}
            label={texts.quietThen}
            choices={{ withhold: texts.quietThenChoices.withhold }}
            unset={texts.quietThenChoices.hold}
            defaultValue="hold"
          />
        </ColumnLayout>
      )}
    </SpaceBetween>
  );
}

function CapsField() {
  const { rules: texts } = useTexts().editor;
  const { content, write } = useDraftForm();
  const caps = content['frequencyCaps'];
  const value = isObject(caps) ? 'count' : caps === 'ignore' ? 'ignore' : 'apply';
  const values: Readonly<Record<string, unknown>> = { ignore: 'ignore', count: { ignore: true, count: true } };
  return (
    <ChoiceOf
      label={texts.caps}
      choices={texts.capsChoices}
      value={value}
      onChange={(chosen) => write({ path: ['frequencyCaps'], value: values[chosen] })}
    />
  );
}

function StaleAfterFields() {
  const { rules: texts } = useTexts().editor;
  const { content, write } = useDraftForm();
  const kind = readPath(content, ['staleAfter']) === undefined ? 'unset' : 'span';
  return (
    <SpaceBetween size="s">
      <ChoiceOf
        label={texts.staleAfter}
        hint={texts.staleAfterHint}
        choices={texts.staleAfterChoices}
        value={kind}
        onChange={(value) => write({ path: ['staleAfter'], value: value === 'unset' ? undefined : '6 hours' })}
      />
      {kind === 'span' && <SpanAt path={['staleAfter']} label={texts.after} />}
    </SpaceBetween>
  );
}

/** Shows a choice whose values stand for other values of a field. */
function ChoiceOf({
  label,
  hint,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { isLocked } = useDraftForm();
  const options = Object.entries(choices).map(([key, text]) => ({ value: key, label: text }));
  return (
    <FormField label={label} description={hint}>
      <Select
        selectedOption={options.find((each) => each.value === value) ?? null}
        options={options}
        disabled={isLocked}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
