import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useSession } from '../data/session.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { StatisticsEpoch } from './statistics-epoch.tsx';
import { useAct } from './use-act.ts';
import { useStatistics } from './use-statistics.ts';

type ShownStatistics = NonNullable<ReturnType<typeof useStatistics>['data']>;

/** Shows the statistics of a campaign by epoch and group: counts, rates and lift, each with its interval. The newest epoch is the first. */
export function StatisticsTab({ id }: { readonly id: string }) {
  const {
    campaigns: { statistics: texts },
    statistics: sentences,
  } = useTexts();
  const query = useStatistics(id);
  const { data } = query;
  return (
    <SpaceBetween size="m">
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && <Spinner />}
      {data !== undefined && (
        <SpaceBetween size="m">
          <Header
            variant="h2"
            description={<FiguresAge statistics={data} />}
            actions={
              <DataAge readAt={query.dataUpdatedAt} isReading={query.isFetching} onRefresh={() => query.refetch()} />
            }
          >
            {texts.title}
          </Header>
          {!data.isOn && <Alert type="info">{data.epochs.length === 0 ? texts.none : texts.off}</Alert>}
          {data.notes.length > 0 && (
            <Alert type="info">
              {data.notes.map((note) => (
                <div key={note}>{sentences.notes[note]}</div>
              ))}
            </Alert>
          )}
          {data.epochs.toReversed().map((epoch) => (
            <StatisticsEpoch key={epoch.epoch} epoch={epoch} name={`${id}-epoch-${epoch.epoch}`} />
          ))}
          <Recount id={id} />
        </SpaceBetween>
      )}
      <div>
        <CommandLine words={['stats', id]} />
        <RawJson value={data} />
      </div>
    </SpaceBetween>
  );
}

/** Shows the days of the figures, and the instant up to which they were counted again. */
function FiguresAge({ statistics }: { readonly statistics: ShownStatistics }) {
  const {
    campaigns: { statistics: texts },
  } = useTexts();
  const { companyZone, recountedAt, recountingSince } = statistics;
  return (
    <>
      {texts.allDays(companyZone)}{' '}
      {recountedAt === undefined ? (
        `${texts.neverRecounted}.`
      ) : (
        <>
          {texts.recounted} <Time at={recountedAt} />.
        </>
      )}
      {recountingSince !== undefined && (
        <>
          {' '}
          {texts.recounting} <Time at={recountingSince} />.
        </>
      )}
    </>
  );
}

/** Shows the button that counts everything again from what is stored of users (R48). */
function Recount({ id }: { readonly id: string }) {
  const {
    campaigns: { statistics: texts },
    shell,
  } = useTexts();
  const { data: session } = useSession();
  const recount = useAct(
    id,
    () => unwrap(api.POST('/campaigns/{id}/recount', { params: { path: { id } } })),
    () => {},
  );
  const canWrite = session?.canWrite === true;
  return (
    <Container header={<Header variant="h2">{texts.recount}</Header>}>
      <SpaceBetween size="s">
        <Box>{texts.recountHint}</Box>
        <Button
          loading={recount.isPending}
          disabled={!canWrite}
          {...(canWrite ? {} : { disabledReason: shell.errors.readOnly })}
          onClick={() => recount.mutate()}
        >
          {texts.recount}
        </Button>
        {recount.isError && <ProblemAlert problem={recount.error} isAct />}
        {recount.data !== undefined && (
          <LiveRegion>{recount.data.isDone ? texts.recountDone : texts.recountBegan}</LiveRegion>
        )}
        <CommandLine words={['stats', id, '--recount']} />
      </SpaceBetween>
    </Container>
  );
}
