import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { ChangeButton } from './change-button.tsx';
import type { SettingsAnswer, SettingsFields } from './settings-answer.ts';
import { SettingsModal } from './settings-modal.tsx';

const CHANNELS = ['email', 'sms', 'push'] as const;
const CONSENTS = ['subscribed', 'optedIn'] as const;

/** Shows the consent that channels need, what is tracked, and when statistics are recounted; and changes them. */
export function ConsentSetting({ settings }: { readonly settings: SettingsAnswer }) {
  const { settings: all, messages } = useTexts();
  const { consent: texts } = all;
  const [before, setBefore] = useState<SettingsAnswer>();
  const { consent, tracking, dailyRecount } = settings;
  const options: Readonly<Record<string, string>> = texts.options;
  const nameTracked = (isTracked: boolean) => (isTracked ? texts.tracked : texts.notTracked);
  return (
    <Container
      header={
        <Header variant="h2" actions={<ChangeButton onClick={() => setBefore(settings)}>{texts.action}</ChangeButton>}>
          {texts.title}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          ...CHANNELS.map((channel) => ({
            label: texts.needs(messages.channels[channel]),
            value: options[consent[channel]] ?? consent[channel],
          })),
          { label: texts.opens, value: nameTracked(tracking.opens) },
          { label: texts.clicks, value: nameTracked(tracking.clicks) },
          { label: texts.recount, value: dailyRecount === false ? texts.recountOff : texts.recountOn },
        ]}
      />
      {before && <ConsentModal before={before} onClose={() => setBefore(undefined)} />}
    </Container>
  );
}

function ConsentModal({ before, onClose }: { readonly before: SettingsAnswer; readonly onClose: () => void }) {
  const { settings: all, messages } = useTexts();
  const { consent: texts } = all;
  const [consent, setConsent] = useState(before.consent);
  const [tracking, setTracking] = useState(before.tracking);
  const [isRecounted, setRecounted] = useState(before.dailyRecount !== false);
  const options = CONSENTS.map((value) => ({ value, label: texts.options[value] }));
  const change: SettingsFields = {
    ...(CHANNELS.every((channel) => consent[channel] === before.consent[channel]) ? {} : { consent }),
    ...(tracking.opens === before.tracking.opens && tracking.clicks === before.tracking.clicks ? {} : { tracking }),
    ...(isRecounted === (before.dailyRecount !== false) ? {} : { dailyRecount: isRecounted ? null : false }),
  };
  return (
    <SettingsModal
      before={before}
      title={texts.title}
      action={texts.action}
      consequences={texts.consequences}
      change={change}
      onClose={onClose}
    >
      <SpaceBetween size="s">
        {CHANNELS.map((channel) => (
          <FormField key={channel} label={texts.needs(messages.channels[channel])}>
            <Select
              selectedOption={options.find(({ value }) => value === consent[channel]) ?? null}
              options={options}
              onChange={({ detail }) =>
                setConsent((present) => ({ ...present, [channel]: detail.selectedOption.value ?? present[channel] }))
              }
            />
          </FormField>
        ))}
        <Checkbox
          checked={tracking.opens}
          onChange={({ detail }) => setTracking((present) => ({ ...present, opens: detail.checked }))}
        >
          {texts.trackOpens}
        </Checkbox>
        <Checkbox
          checked={tracking.clicks}
          onChange={({ detail }) => setTracking((present) => ({ ...present, clicks: detail.checked }))}
        >
          {texts.trackClicks}
        </Checkbox>
        <Checkbox checked={isRecounted} onChange={({ detail }) => setRecounted(detail.checked)}>
          {texts.recountDaily}
        </Checkbox>
      </SpaceBetween>
    </SettingsModal>
  );
}
