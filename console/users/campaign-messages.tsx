import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import { Time } from '../parts/time.tsx';
import { useDescribeDetail } from '../parts/use-describe-fault.ts';
import { useFilters } from '../parts/use-filters.ts';
import { MessageAgain } from './message-again.tsx';

/** Shows the messages of the campaign in the address as they would be rendered for a user now. Nothing is sent. */
export function CampaignMessages({ userId }: { readonly userId: string }) {
  const { users } = useTexts();
  const { params } = useFilters();
  const campaignId = params.get('preview') ?? '';
  return (
    <SpaceBetween size="m">
      <Header variant="h2" description={users.previewHint}>
        {users.previewTitle}
      </Header>
      <CampaignChoice key={campaignId} campaignId={campaignId} />
      {campaignId !== '' && <RenderedMessages userId={userId} campaignId={campaignId} />}
    </SpaceBetween>
  );
}

/** Shows the field in which the campaign is chosen. It suggests those on the first page of the list; any id can be entered. */
function CampaignChoice({ campaignId }: { readonly campaignId: string }) {
  const { users, shell } = useTexts();
  const { setFilters } = useFilters();
  const [text, setText] = useState(campaignId);
  const list = useQuery({ queryKey: ['campaign-choice'], queryFn: () => unwrap(api.GET('/campaigns')) });
  const options = list.data?.campaigns.map(({ id, name }) => ({ value: id, description: name })) ?? [];
  return (
    <FormField label={users.previewCampaign}>
      <Autosuggest
        value={text}
        options={options}
        placeholder={users.previewPlaceholder}
        enteredTextLabel={users.previewUse}
        statusType={list.isError ? 'error' : list.isPending ? 'loading' : 'finished'}
        loadingText={shell.data.loading}
        errorText={shell.errors.title}
        recoveryText={shell.data.retry}
        onLoadItems={() => list.isError && list.refetch()}
        onChange={({ detail }) => setText(detail.value)}
        onSelect={({ detail }) => setFilters({ preview: detail.value }, { isStep: true })}
      />
    </FormField>
  );
}

interface RenderedMessagesProps {
  readonly userId: string;
  readonly campaignId: string;
}

function RenderedMessages({ userId, campaignId }: RenderedMessagesProps) {
  const { users, messages, decisions } = useTexts();
  const preview = useQuery({
    queryKey: ['messages', campaignId, userId],
    queryFn: () =>
      unwrap(api.GET('/campaigns/{id}/messages', { params: { path: { id: campaignId }, query: { userId } } })),
  });
  const { data } = preview;
  const { leaves, withheld } = data ?? {};
  const translate = useTranslate();
  const describeDetail = useDescribeDetail();
  return (
    <SpaceBetween size="m">
      <DataAge readAt={preview.dataUpdatedAt} isReading={preview.isFetching} onRefresh={() => preview.refetch()} />
      {preview.isError && <ProblemAlert problem={preview.error} onRetry={() => preview.refetch()} />}
      {preview.isPending && <Spinner />}
      {data && (
        <SpaceBetween size="m">
          <Alert type="warning" header={messages.again}>
            {messages.againText(data.version ?? 0)}
          </Alert>
          {data.isControl && <Alert type="info">{messages.control}</Alert>}
          {withheld && (
            <Alert type="info" header={messages.wouldBeWithheld}>
              {findReasonSentence('withheld', withheld.reason, decisions)} <code>{withheld.reason}</code>{' '}
              {translate(withheld.detail ?? '')}
            </Alert>
          )}
          {data.faults.length > 0 && (
            <Alert type="error" header={messages.faults}>
              <SentenceList sentences={data.faults.map(describeDetail)} />
            </Alert>
          )}
          {data.warnings.length > 0 && (
            <Alert type="warning" header={messages.warnings}>
              <SentenceList sentences={data.warnings.map(translate)} />
            </Alert>
          )}
          {leaves && (
            <KeyValuePairs
              columns={2}
              items={[
                { label: messages.leavesAt, value: <Time at={leaves.leavesAt ?? leaves.dueAt} /> },
                ...(leaves.quietUntil === undefined
                  ? []
                  : [{ label: messages.quietUntil, value: <Time at={leaves.quietUntil} /> }]),
              ]}
            />
          )}
          {leaves?.isPaused && <Alert type="warning">{messages.pausedNow}</Alert>}
          {data.messages.length === 0 && data.faults.length === 0 && <Box>{users.noMessages}</Box>}
          {data.messages.map((message) => (
            <MessageAgain key={`${message.channel} ${message.variant ?? ''} ${message.part}`} message={message} />
          ))}
          {data.trigger && (
            <ExpandableSection headerText={messages.trigger}>
              <pre className="raw-json">{JSON.stringify(data.trigger, undefined, 2)}</pre>
            </ExpandableSection>
          )}
          <CommandLine words={['preview', campaignId, '--user', userId]} />
          <RawJson value={data} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
