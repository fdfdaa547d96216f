import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { hasDays, MAX_CAPS, splitCapSpan, toCapFields, toEnteredCap } from './cap-fields.ts';
import { CapModal } from './cap-modal.tsx';
import { ChangeButton } from './change-button.tsx';
import type { SettingsAnswer } from './settings-answer.ts';
import { SettingsModal } from './settings-modal.tsx';
import { useDescribeCap } from './use-describe-cap.ts';

/** The change that is being entered, and the settings as they were when it began. */
interface CapChange {
  readonly before: SettingsAnswer;
  readonly act: 'add' | 'edit' | 'remove';
  readonly index: number;
}

/** Shows the frequency caps of the installation; they are added, changed and removed one by one. */
export function FrequencyCapsSetting({ settings }: { readonly settings: SettingsAnswer }) {
  const { caps: texts } = useTexts().settings;
  const describe = useDescribeCap();
  const [change, setChange] = useState<CapChange>();
  const { frequencyCaps } = settings;
  const rows = frequencyCaps.map((cap, index) => ({ cap, index, sentence: describe(cap) }));
  const begin = (act: CapChange['act'], index: number) => setChange({ before: settings, act, index });
  const onClose = () => setChange(undefined);
  return (
    <>
      <Table
        variant="container"
        wrapLines
        items={rows}
        trackBy={({ index }) => String(index)}
        ariaLabels={{ tableLabel: texts.title }}
        header={
          <Header
            variant="h2"
            description={texts.description}
            actions={
              <ChangeButton
                refusal={frequencyCaps.length >= MAX_CAPS ? texts.tooMany : undefined}
                onClick={() => begin('add', frequencyCaps.length)}
              >
                {texts.add}
              </ChangeButton>
            }
          >
            {texts.title}
          </Header>
        }
        columnDefinitions={[
          { id: 'cap', header: texts.columns.cap, isRowHeader: true, cell: ({ sentence }) => sentence },
          {
            id: 'days',
            header: texts.columns.days,
            cell: ({ cap }) =>
              hasDays(splitCapSpan(cap.in)) ? (cap.calendarDays ? texts.calendarDays : texts.rollingDays) : '–',
          },
          {
            id: 'actions',
            header: texts.columns.actions,
            cell: ({ index, sentence }) => (
              <SpaceBetween direction="horizontal" size="xs">
                <ChangeButton ariaLabel={texts.editLabel(sentence)} onClick={() => begin('edit', index)}>
                  {texts.edit}
                </ChangeButton>
                <ChangeButton ariaLabel={texts.removeLabel(sentence)} onClick={() => begin('remove', index)}>
                  {texts.remove}
                </ChangeButton>
              </SpaceBetween>
            ),
          },
        ]}
        empty={<Box color="inherit">{texts.none}</Box>}
      />
      {change?.act === 'remove' && <RemoveCapModal before={change.before} index={change.index} onClose={onClose} />}
      {change !== undefined && change.act !== 'remove' && (
        <CapModal before={change.before} index={change.index} onClose={onClose} />
      )}
    </>
  );
}

interface RemoveCapModalProps {
  readonly before: SettingsAnswer;
  readonly index: number;
  readonly onClose: () => void;
}

function RemoveCapModal({ before, index, onClose }: RemoveCapModalProps) {
  const { caps: texts } = useTexts().settings;
  const describe = useDescribeCap();
  const remaining = before.frequencyCaps.filter((_, each) => each !== index);
  return (
    <SettingsModal
      before={before}
      title={texts.removeTitle}
      action={texts.removeAction}
      consequences={texts.removeConsequences}
      change={{ frequencyCaps: remaining.map((cap) => toCapFields(toEnteredCap(cap))) }}
      onClose={onClose}
    >
      <Box>{before.frequencyCaps.filter((_, each) => each === index).map(describe)}</Box>
    </SettingsModal>
  );
}
