import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';

/** Shows the sending mode and the channels of the installation, what is missing, and what to change. It is read on request, because it asks mail servers. */
export function SendingFactsList() {
  const { settings, messages } = useTexts();
  const { sending: texts } = settings;
  const { columns } = texts;
  const translate = useTranslate();
  const format = useFormatTime();
  const formatCount = useFormatCount();
  const list = useQuery({
    queryKey: ['channels'],
    queryFn: () => unwrap(api.GET('/channels')),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data } = list;
  const advice: Readonly<Record<string, string>> = texts.advice;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={texts.description}
          actions={<DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />}
        >
          {texts.title}
        </Header>
      }
    >
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {list.isPending && <Spinner />}
      {data && (
        <SpaceBetween size="m">
          <KeyValuePairs
            columns={3}
            items={[
              {
                label: texts.mode,
                value: (
                  <>
                    {texts.modes[data.mode]} <code>{data.mode}</code>
                    <Box variant="small" display="block">
                      {texts.changeMode}
                    </Box>
                  </>
                ),
              },
              { label: texts.allow, value: formatCount(data.allow) },
              { label: texts.publicUrl, value: data.publicUrl ?? '–' },
            ]}
          />
          <Header variant="h3">{texts.findings}</Header>
          {data.findings.length === 0 && <StatusSentence type="success">{texts.noFindings}</StatusSentence>}
          {data.findings.map(({ code, level, message }) => (
            <StatusSentence key={`${code} ${message}`} type={level === 'missing' ? 'warning' : 'info'}>
              {translate(message)} <strong>{advice[code]}</strong>
            </StatusSentence>
          ))}
          <Table
            variant="embedded"
            wrapLines
            items={data.channels}
            trackBy="channel"
            ariaLabels={{ tableLabel: texts.title }}
            columnDefinitions={[
              {
                id: 'channel',
                header: columns.channel,
                isRowHeader: true,
                cell: ({ channel }) => messages.channels[channel],
              },
              {
                id: 'sender',
                header: columns.sender,
                cell: ({ hasSender, provider, isContained }) =>
                  hasSender ? (
                    <>
                      {texts.hasSender} <code>{provider}</code>
                      {isContained && <div>{texts.contained}</div>}
                    </>
                  ) : (
                    texts.hasNoSender
                  ),
              },
              { id: 'server', header: columns.server, cell: ({ server }) => server ?? '–' },
              { id: 'from', header: columns.from, cell: ({ from }) => from ?? '–' },
              { id: 'campaigns', header: columns.campaigns, cell: ({ campaigns }) => formatCount(campaigns) },
              {
                id: 'state',
                header: columns.state,
                cell: ({ halt, hasSender }) => {
                  if (halt !== undefined)
                    return (
                      <StatusSentence type="error">
                        {texts.halted(format(halt.until), translate(halt.reason))}
                      </StatusSentence>
                    );
                  return hasSender ? <StatusSentence type="success">{texts.ready}</StatusSentence> : '–';
                },
              },
            ]}
          />
          <CommandLine words={['channels', 'doctor']} />
          <RawJson value={data} />
        </SpaceBetween>
      )}
    </Container>
  );
}
