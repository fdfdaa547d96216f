import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isFollowUp } from '../../core/contracts/definition.ts';
import { listChannels } from '../../core/list-messages.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, CallProblem, unwrap } from '../data/client.ts';
import { DeliveryReason } from '../parts/delivery-reason.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ActDialog } from './act-dialog.tsx';
import type { ActProps } from './campaign-views.ts';

/** The channel and the target of a test, and what it is rendered for. An empty text is left out. */
interface TestFields {
  readonly channel: string;
  readonly to: string;
  readonly userId: string;
  readonly variant: string;
}

const RESULT_TYPES = {
  sent: 'success',
  refused: 'error',
  later: 'warning',
  unknown: 'warning',
} as const satisfies Readonly<Record<string, StatusIndicatorProps.Type>>;

/** The codes of problems after which a test may have been sent. */
const UNCERTAIN: readonly string[] = ['test-failed', 'test-timed-out'];

/** Shows the fields of a test, and sends it: the messages of one channel, marked as a test, to an entry of the allow list (R91). */
export function TestDialog({ campaign, onClose }: ActProps) {
  const { campaigns: texts, messages } = useTexts();
  const { testing } = texts;
  const translate = useTranslate();
  const formatCount = useFormatCount();
  const { id, version, definition } = campaign;
  const [fields, setFields] = useState<TestFields>({ channel: '', to: '', userId: '', variant: '' });
  const sending = useQuery({ queryKey: ['channels'], queryFn: () => unwrap(api.GET('/channels')) });
  const { mode, allow = 0 } = sending.data ?? {};
  const used = isFollowUp(definition) ? [...listChannels(definition)] : [];
  const variants = isFollowUp(definition) ? (definition.variants ?? []).map(({ name }) => name) : [];
  const withSender = sending.data?.channels.filter((each) => each.hasSender).map(({ channel }) => channel) ?? [];
  const channels = used.filter((each) => withSender.includes(each));
  const channel = channels.find((each) => each === fields.channel) ?? channels[0];
  const test = useMutation({
    mutationFn: () => {
      if (channel === undefined) throw new Error('channel: expected one with a sender');
      return unwrap(
        api.POST('/test-sends', { body: { channel, to: fields.to, campaignId: id, version, ...listOptions(fields) } }),
      );
    },
  });
  const change = (changed: Partial<TestFields>) => {
    setFields({ ...fields, ...changed });
    // What was sent before is no result of what would be sent now.
    test.reset();
  };
  const uncertain = test.error instanceof CallProblem && UNCERTAIN.includes(test.error.code) ? test.error : undefined;
  const isContained = sending.data?.channels.some((each) => each.channel === channel && each.isContained) ?? false;
  const reasons = [
    [mode === undefined, testing.whyNotRead],
    [channel === undefined, testing.noSender],
    [mode === 'off', testing.isOff],
    [fields.to === '', testing.whyNoTarget],
  ] as const;
  return (
    <ActDialog
      title={testing.title(version)}
      act={testing.send}
      commandWords={createWords({ ...fields, channel: channel ?? 'CHANNEL' }, id)}
      whyNot={reasons.find(([holds]) => holds)?.[1]}
      problem={uncertain === undefined ? test.error : null}
      isActing={test.isPending}
      onAct={() => test.mutate()}
      onClose={onClose}
    >
      <Box>{testing.meaning}</Box>
      {sending.isError && <ProblemAlert problem={sending.error} onRetry={() => sending.refetch()} />}
      {sending.isPending && <Spinner />}
      {mode === 'off' && <Alert type="warning">{testing.isOff}</Alert>}
      {sending.isSuccess && channel === undefined && <Alert type="warning">{testing.noSender}</Alert>}
      {channel !== undefined && (
        <SpaceBetween size="m">
          {channels.length > 1 && (
            <FormField label={testing.channel}>
              <Select
                options={channels.map((each) => ({ value: each, label: messages.channels[each] }))}
                selectedOption={{ value: channel, label: messages.channels[channel] }}
                onChange={({ detail }) => change({ channel: detail.selectedOption.value ?? '' })}
              />
            </FormField>
          )}
          <FormField
            label={testing.targets[channel]}
            description={isContained ? testing.contained : testing.allowList(formatCount(allow))}
          >
            <Input value={fields.to} onChange={({ detail }) => change({ to: detail.value })} spellcheck={false} />
          </FormField>
          {variants.length > 0 && (
            <FormField label={testing.variant}>
              <Select
                options={[
                  { value: '', label: testing.allVariants },
                  ...variants.map((value) => ({ value, label: value })),
                ]}
                selectedOption={{ value: fields.variant, label: fields.variant || testing.allVariants }}
                onChange={({ detail }) => change({ variant: detail.selectedOption.value ?? '' })}
              />
            </FormField>
          )}
          <FormField label={testing.user} description={testing.userHint}>
            <Input
              value={fields.userId}
              onChange={({ detail }) => change({ userId: detail.value })}
              spellcheck={false}
            />
          </FormField>
        </SpaceBetween>
      )}
      <div role="status">
        {uncertain !== undefined && <Alert type="warning">{translate(uncertain.message)}</Alert>}
        {test.data && (
          <ul className="plain-list" aria-label={testing.results}>
            {test.data.sent.map(({ part, result, providerId, reason }) => (
              <li key={part}>
                <StatusIndicator type={RESULT_TYPES[result]}>
                  {testing.result(formatCount(part + 1), testing.outcomes[result])}
                </StatusIndicator>
                {(reason ?? providerId) !== undefined && (
                  <Box variant="small" display="block">
                    {reason === undefined ? testing.providerId(providerId ?? '') : <DeliveryReason reason={reason} />}
                  </Box>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </ActDialog>
  );
}

function listOptions({ userId, variant }: TestFields) {
  return { ...(userId !== '' && { userId }), ...(variant !== '' && { variant }) };
}

/** Returns the words of the command that sends the test. It always sends the newest version. */
function createWords({ channel, to, userId, variant }: TestFields, id: string): readonly string[] {
  return [
    ...['channels', 'test', channel, '--to', to === '' ? 'TARGET' : to, '--campaign', id],
    ...(variant === '' ? [] : ['--variant', variant]),
    ...(userId === '' ? [] : ['--user', userId]),
  ];
}
