import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { deadLettersPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { useFilters } from '../parts/use-filters.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { DeadLetterSample } from './dead-letter-sample.tsx';

type Queue = components['schemas']['DeadLetterQueue'];

/** Shows the dead-letter queues and what their messages mean for users, and a sample of the one that is chosen. */
export function DeadLettersPage() {
  const { deadLetters: texts, shell } = useTexts();
  const { params } = useFilters();
  const refresh = useRefresh();
  const list = useQuery({ queryKey: ['dead-letters'], queryFn: () => unwrap(api.GET('/dead-letters')), ...refresh });
  const queues = list.data?.queues ?? [];
  const chosen = queues.find(({ name }) => name === params.get('queue'));
  return (
    <SpaceBetween size="l">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {!list.isError && (
        <Table
          variant="full-page"
          wrapLines
          items={queues}
          trackBy="name"
          loading={list.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: texts.title }}
          header={
            <Header
              variant="awsui-h1-sticky"
              description={texts.description}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name="dead-letters" rows={queues} />
                </SpaceBetween>
              }
            >
              {texts.title}
            </Header>
          }
          columnDefinitions={[
            {
              id: 'queue',
              header: texts.columns.queue,
              isRowHeader: true,
              minWidth: 180,
              cell: ({ name }) => <Link href={`#${deadLettersPath(name)}`}>{texts.queues[name]}</Link>,
            },
            {
              id: 'messages',
              header: texts.columns.messages,
              minWidth: 160,
              cell: (each) => <MessageCount queue={each} />,
            },
            { id: 'impact', header: texts.columns.impact, minWidth: 260, cell: ({ name }) => texts.impacts[name] },
          ]}
        />
      )}
      {chosen && <DeadLetterSample key={chosen.name} queue={chosen} />}
      {!chosen && <CommandLine words={['dead-letters']} />}
      {!chosen && list.data && <RawJson value={list.data} />}
    </SpaceBetween>
  );
}

/** Shows the number of messages of a queue, or that it could not be read. */
function MessageCount({ queue: { messages, error } }: { readonly queue: Queue }) {
  const { deadLetters: texts } = useTexts();
  const formatCount = useFormatCount();
  if (messages === undefined)
    return (
      <StatusSentence type="error">
        {texts.unread}: {error}
      </StatusSentence>
    );
  return <StatusSentence type={messages === 0 ? 'success' : 'warning'}>{formatCount(messages)}</StatusSentence>;
}
