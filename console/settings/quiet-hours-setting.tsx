import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { ChangeButton } from './change-button.tsx';
import type { SettingsAnswer, SettingsFields } from './settings-answer.ts';
import { SettingsModal } from './settings-modal.tsx';

const THENS = ['hold', 'withhold'] as const;

/** Shows the quiet hours of the installation, and changes them. */
export function QuietHoursSetting({ settings }: { readonly settings: SettingsAnswer }) {
  const { quiet: texts } = useTexts().settings;
  const [before, setBefore] = useState<SettingsAnswer>();
  const { quietHours } = settings;
  const then = THENS.find((each) => each === quietHours?.then);
  return (
    <Container
      header={
        <Header variant="h2" actions={<ChangeButton onClick={() => setBefore(settings)}>{texts.action}</ChangeButton>}>
          {texts.title}
        </Header>
      }
    >
      <Box>
        {quietHours === undefined ? texts.none : texts.sentence(quietHours.from, quietHours.to)}
        {then && ` ${texts.then[then]}`}
      </Box>
      {before && <QuietHoursModal before={before} onClose={() => setBefore(undefined)} />}
    </Container>
  );
}

function QuietHoursModal({ before, onClose }: { readonly before: SettingsAnswer; readonly onClose: () => void }) {
  const { quiet: texts } = useTexts().settings;
  const { quietHours: own } = before;
  const [isEnabled, setEnabled] = useState(own !== undefined);
  const [from, setFrom] = useState(own?.from ?? '22:00');
  const [to, setTo] = useState(own?.to ?? '08:00');
  const [then, setThen] = useState(THENS.find((each) => each === own?.then) ?? 'hold');
  const options = THENS.map((value) => ({ value, label: texts.thenOptions[value] }));
  return (
    <SettingsModal
      before={before}
      title={texts.title}
      action={texts.action}
      consequences={texts.consequences}
      change={createChange(own, isEnabled ? { from, to, then } : undefined)}
      onClose={onClose}
    >
      <SpaceBetween size="s">
        <Toggle checked={isEnabled} onChange={({ detail }) => setEnabled(detail.checked)}>
          {texts.enabled}
        </Toggle>
        <FormField label={texts.from}>
          <TimeInput
            format="hh:mm"
            value={from}
            disabled={!isEnabled}
            placeholder={texts.placeholder}
            onChange={({ detail }) => setFrom(detail.value)}
          />
        </FormField>
        <FormField label={texts.to}>
          <TimeInput
            format="hh:mm"
            value={to}
            disabled={!isEnabled}
            placeholder={texts.placeholder}
            onChange={({ detail }) => setTo(detail.value)}
          />
        </FormField>
        <FormField label={texts.thenLabel}>
          <Select
            disabled={!isEnabled}
            selectedOption={options.find(({ value }) => value === then) ?? null}
            options={options}
            onChange={({ detail }) => setThen(THENS.find((each) => each === detail.selectedOption.value) ?? 'hold')}
          />
        </FormField>
      </SpaceBetween>
    </SettingsModal>
  );
}

/** Returns the change that makes the quiet hours those that are entered; an empty one if they are so already. */
function createChange(
  before: SettingsAnswer['quietHours'],
  after: NonNullable<SettingsFields['quietHours']> | undefined,
): SettingsFields {
  if (after === undefined) return before === undefined ? {} : { quietHours: null };
  const isSame = before?.from === after.from && before.to === after.to && before.then === after.then;
  return isSame ? {} : { quietHours: after };
}
