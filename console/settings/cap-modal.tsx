import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { CAPPED_CHANNELS } from '../../core/contracts/capped-channels.ts';
import { useTexts } from '../context/texts.tsx';
import {
  CAP_UNITS,
  type EnteredCap,
  hasDays,
  isMaxValid,
  isSpanValid,
  toCapFields,
  toEnteredCap,
} from './cap-fields.ts';
import type { SettingsAnswer } from './settings-answer.ts';
import { SettingsModal } from './settings-modal.tsx';

interface CapModalProps {
  readonly before: SettingsAnswer;
  /** The place of the cap in the list; its length for a new one. */
  readonly index: number;
  readonly onClose: () => void;
}

/** Shows the form of a frequency cap, and saves it. */
export function CapModal({ before, index, onClose }: CapModalProps) {
  const { settings, messages } = useTexts();
  const { caps: texts, units: unitNames } = settings;
  const own = before.frequencyCaps[index];
  const [cap, setCap] = useState(() => toEnteredCap(own));
  const enter = (changed: Partial<EnteredCap>) => setCap((present) => ({ ...present, ...changed }));
  const units = CAP_UNITS.map((value) => ({ value, label: unitNames[value] }));
  const anyChannel = { value: '', label: texts.anyChannel };
  const channels = [anyChannel, ...CAPPED_CHANNELS.map((value) => ({ value, label: messages.channels[value] }))];
  return (
    <SettingsModal
      before={before}
      title={own === undefined ? texts.addTitle : texts.editTitle}
      action={own === undefined ? texts.add : settings.save}
      consequences={texts.consequences}
      change={createCapChange(before, index, cap)}
      onClose={onClose}
    >
      <SpaceBetween size="s">
        <FormField label={texts.max} errorText={isMaxValid(cap) ? '' : texts.wrongMax}>
          <Input value={cap.max} inputMode="numeric" onChange={({ detail }) => enter({ max: detail.value })} />
        </FormField>
        <FormField label={texts.length} errorText={isSpanValid(cap) ? '' : texts.wrongSpan}>
          <Input value={cap.length} inputMode="numeric" onChange={({ detail }) => enter({ length: detail.value })} />
        </FormField>
        <FormField label={texts.unit}>
          <Select
            selectedOption={units.find(({ value }) => value === cap.unit) ?? null}
            options={units}
            onChange={({ detail }) =>
              enter({ unit: CAP_UNITS.find((each) => each === detail.selectedOption.value) ?? 'day' })
            }
          />
        </FormField>
        <FormField label={texts.channel}>
          <Select
            selectedOption={channels.find(({ value }) => value === cap.channel) ?? anyChannel}
            options={channels}
            onChange={({ detail }) => enter({ channel: detail.selectedOption.value ?? '' })}
          />
        </FormField>
        <Checkbox
          checked={cap.calendarDays && hasDays(cap)}
          disabled={!hasDays(cap)}
          onChange={({ detail }) => enter({ calendarDays: detail.checked })}
        >
          {texts.calendar}
        </Checkbox>
      </SpaceBetween>
    </SettingsModal>
  );
}

/** Returns the change that sets one cap and leaves the others; undefined while the cap has a fault. */
function createCapChange(before: SettingsAnswer, index: number, cap: EnteredCap) {
  if (!isMaxValid(cap) || !isSpanValid(cap)) return undefined;
  const frequencyCaps = before.frequencyCaps.map((each) => toCapFields(toEnteredCap(each)));
  frequencyCaps[index] = toCapFields(cap);
  return { frequencyCaps };
}
