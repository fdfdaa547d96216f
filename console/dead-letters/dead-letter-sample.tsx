import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { userPath } from '../context/paths.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { useWriteRefusal } from '../parts/use-write-refusal.ts';
import { RetryDeadLettersModal } from './retry-dead-letters-modal.tsx';

type Letter = components['schemas']['DeadLetter'];
type Queue = components['schemas']['DeadLetterQueue'];

/** Shows a sample of the messages of a dead-letter queue with their reasons. All of them are put again after a confirmation. */
export function DeadLetterSample({ queue }: { readonly queue: Queue }) {
  const { deadLetters: texts, shell } = useTexts();
  const { columns } = texts;
  const refusal = useWriteRefusal();
  const formatCount = useFormatCount();
  const [isAsking, setAsking] = useState(false);
  const { name } = queue;
  // It is not read again by itself: on AWS each look hides its messages from others for two seconds.
  const sample = useQuery({
    queryKey: ['dead-letters', name],
    queryFn: () => unwrap(api.GET('/dead-letters/{queue}', { params: { path: { queue: name } } })),
  });
  const letters = sample.data?.sample ?? [];
  return (
    <SpaceBetween size="l">
      {sample.isError && <ProblemAlert problem={sample.error} onRetry={() => sample.refetch()} />}
      {!sample.isError && (
        <Table
          wrapLines
          items={letters}
          trackBy="id"
          loading={sample.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: texts.sampleTitle(texts.queues[name]) }}
          header={
            <Header
              variant="h2"
              description={texts.sampleNote}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge
                    readAt={sample.dataUpdatedAt}
                    isReading={sample.isFetching}
                    onRefresh={() => sample.refetch()}
                  />
                  <Button
                    variant="primary"
                    disabled={refusal !== undefined || (queue.messages === 0 && letters.length === 0)}
                    disabledReason={refusal ?? texts.nothingToRetry}
                    onClick={() => setAsking(true)}
                  >
                    {texts.retry}
                  </Button>
                </SpaceBetween>
              }
            >
              {texts.sampleTitle(texts.queues[name])}
            </Header>
          }
          columnDefinitions={[
            {
              id: 'reason',
              header: columns.reason,
              isRowHeader: true,
              minWidth: 220,
              cell: (each) => <Reason letter={each} />,
            },
            { id: 'users', header: columns.users, minWidth: 100, cell: ({ userIds }) => <Users userIds={userIds} /> },
            { id: 'body', header: columns.body, minWidth: 220, cell: (each) => <Body letter={each} /> },
            { id: 'attempts', header: columns.attempts, minWidth: 100, cell: ({ attempts }) => formatCount(attempts) },
            { id: 'at', header: columns.at, minWidth: 140, cell: (each) => <Times letter={each} /> },
          ]}
          empty={
            <Box textAlign="center" color="inherit">
              <b>{texts.empty}</b>
            </Box>
          }
        />
      )}
      {isAsking && <RetryDeadLettersModal queue={queue} onClose={() => setAsking(false)} />}
      <CommandLine words={['dead-letters', name]} />
      {sample.data && <RawJson value={sample.data} />}
    </SpaceBetween>
  );
}

function Reason({ letter: { code, message, canRetry } }: { readonly letter: Letter }) {
  const { deadLetters: texts } = useTexts();
  const translate = useTranslate();
  return (
    <>
      {code === undefined && message === undefined && texts.noReason}
      {code !== undefined && <code>{code}</code>} {message && translate(message)}
      {!canRetry && <Box variant="small">{texts.staysOnRetry}</Box>}
    </>
  );
}

function Users({ userIds }: { readonly userIds: readonly string[] }) {
  if (userIds.length === 0) return '–';
  return userIds.map((userId) => (
    <div key={userId}>
      <Link href={`#${userPath(userId)}`}>
        <bdi>{userId}</bdi>
      </Link>
    </div>
  ));
}

function Body({ letter: { id, body, cut, bytes } }: { readonly letter: Letter }) {
  const { deadLetters: texts } = useTexts();
  const formatCount = useFormatCount();
  return (
    <ExpandableSection headerText={texts.body} headerAriaLabel={`${texts.body}: ${id}`}>
      {cut && bytes !== undefined && <Box variant="small">{texts.bodyCut(formatCount(bytes))}</Box>}
      <pre className="raw-json">{typeof body === 'string' ? body : JSON.stringify(body, undefined, 2)}</pre>
    </ExpandableSection>
  );
}

function Times({ letter: { at, nextAttemptAt } }: { readonly letter: Letter }) {
  const { deadLetters: texts } = useTexts();
  return (
    <>
      {at === undefined ? '–' : <Time at={at} />}
      {nextAttemptAt !== undefined && (
        <div>
          {texts.nextAttempt}: <Time at={nextAttemptAt} />
        </div>
      )}
    </>
  );
}
