import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { isTimeZone } from '../../core/contracts/time-zone.ts';
import { useTexts } from '../context/texts.tsx';
import { ChangeButton } from './change-button.tsx';
import type { SettingsAnswer } from './settings-answer.ts';
import { SettingsModal } from './settings-modal.tsx';

interface SettingProps {
  readonly settings: SettingsAnswer;
}

/** Shows the time zone of the company, and changes it. */
export function ZoneSetting({ settings }: SettingProps) {
  const { zone: texts } = useTexts().settings;
  const [before, setBefore] = useState<SettingsAnswer>();
  return (
    <Container
      header={
        <Header variant="h2" actions={<ChangeButton onClick={() => setBefore(settings)}>{texts.action}</ChangeButton>}>
          {texts.title}
        </Header>
      }
    >
      <Box>{settings.companyZone}</Box>
      {before && <ZoneModal before={before} onClose={() => setBefore(undefined)} />}
    </Container>
  );
}

function ZoneModal({ before, onClose }: { readonly before: SettingsAnswer; readonly onClose: () => void }) {
  const { zone: texts } = useTexts().settings;
  const [zone, setZone] = useState(before.companyZone);
  const isValid = zone === '' || isTimeZone(zone);
  const change = zone === before.companyZone ? {} : { companyZone: zone === '' ? null : zone };
  return (
    <SettingsModal
      before={before}
      title={texts.title}
      action={texts.action}
      consequences={texts.consequences}
      change={isValid ? change : undefined}
      onClose={onClose}
    >
      <FormField label={texts.label} description={texts.hint} errorText={isValid ? '' : texts.wrong}>
        <Autosuggest
          value={zone}
          onChange={({ detail }) => setZone(detail.value)}
          options={Intl.supportedValuesOf('timeZone').map((value) => ({ value }))}
          enteredTextLabel={texts.useText}
        />
      </FormField>
    </SettingsModal>
  );
}
