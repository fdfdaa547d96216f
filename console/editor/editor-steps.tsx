import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { IdentityFields, MessagesStep } from './messages-step.tsx';
import { RulesStep } from './rules-step.tsx';
import { TriggerStep } from './trigger-step.tsx';
import { WaitStep } from './wait-step.tsx';

const STEPS = ['messages', 'trigger', 'wait', 'audience'] as const;
type Step = (typeof STEPS)[number];

interface EditorStepsProps {
  /** The parts that an installation answers, below the triggers and the messages; undefined without one. */
  readonly targets: ReactNode;
  readonly preview: ReactNode;
}

/** Shows the four steps of the form. Each can be opened at any time; the open one is in the address. */
export function EditorSteps({ targets, preview }: EditorStepsProps) {
  const { editor } = useTexts();
  const { steps: texts, locked } = editor;
  const { content } = useDraftForm();
  const [params, setParams] = useSearchParams();
  const step = STEPS.find((each) => each === params.get('step')) ?? 'messages';
  const open = (next: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.set('step', next);
        return after;
      },
      { replace: true },
    );
  if (content['sentElsewhere'] === true)
    return (
      <SpaceBetween size="l">
        <Alert type="info">{locked.elsewhere}</Alert>
        <IdentityFields />
      </SpaceBetween>
    );
  const contents: Readonly<Record<Step, ReactNode>> = {
    messages: (
      <SpaceBetween size="l">
        <MessagesStep />
        {preview}
      </SpaceBetween>
    ),
    trigger: <TriggerStep targets={targets} />,
    wait: <WaitStep />,
    audience: <RulesStep />,
  };
  const index = STEPS.indexOf(step);
  const [previous, next] = [STEPS[index - 1], STEPS[index + 1]];
  return (
    <div>
      <Tabs
        ariaLabel={texts.label}
        activeTabId={step}
        onChange={({ detail }) => open(detail.activeTabId)}
        tabs={STEPS.map((id) => ({ id, label: texts.tabs[id], content: id === step && contents[id] }))}
      />
      <Box margin={{ top: 'l' }}>
        <SpaceBetween direction="horizontal" size="xs">
          {previous !== undefined && <Button onClick={() => open(previous)}>{texts.previous(texts[previous])}</Button>}
          {next !== undefined && <Button onClick={() => open(next)}>{texts.next(texts[next])}</Button>}
        </SpaceBetween>
      </Box>
    </div>
  );
}
