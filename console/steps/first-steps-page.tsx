import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, CallProblem, unwrap } from '../data/client.ts';
import { useSession } from '../data/session.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { createExampleEntries, EXAMPLE_CAMPAIGN } from './example-campaign.ts';
import { WatchedExample } from './watched-example.tsx';

const { id } = EXAMPLE_CAMPAIGN;

/** Shows the first steps: an example is published, sample events are sent, and what is decided about their users is watched. */
export function FirstStepsPage() {
  const { steps: texts } = useTexts();
  const { data: session } = useSession();
  const queries = useQueryClient();
  const example = useQuery({ queryKey: ['first-steps', id], queryFn: readExample });
  const refresh = () => queries.invalidateQueries();
  const publish = useMutation({ mutationFn: () => publishExample(example.data?.version), onSettled: refresh });
  const send = useMutation({ mutationFn: sendEvents, onSettled: refresh });
  const archive = useMutation({
    mutationFn: () =>
      unwrap(api.POST('/campaigns/{id}/archive', { params: { path: { id } }, body: meant(example.data?.version) })),
    onSettled: refresh,
  });
  const isTaken = example.data !== undefined && example.data?.name !== undefined && !isExample(example.data.name);
  const isPublished = example.data?.status === 'published' && !isTaken;
  const isArchived = example.data?.status === 'archived' && !isTaken;
  const canAct = session?.canWrite === true && example.isSuccess && !isTaken;
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={texts.description}>
        {texts.title}
      </Header>
      {session?.canWrite === false && <StatusIndicator type="info">{texts.readOnly}</StatusIndicator>}
      {isTaken && <StatusIndicator type="warning">{texts.takenId}</StatusIndicator>}
      {example.isError && <ProblemAlert problem={example.error} onRetry={() => example.refetch()} />}
      <Step number={1} title={texts.publish.title} about={texts.publish.about}>
        <Button
          onClick={() => publish.mutate()}
          loading={publish.isPending}
          disabled={!canAct || isPublished || isArchived}
          variant={isPublished ? 'normal' : 'primary'}
        >
          {texts.publish.act}
        </Button>
        {isPublished && (
          <StatusIndicator type="success">
            {texts.publish.done} <Link href={`#${campaignPath(id)}`}>{texts.publish.open}</Link>
          </StatusIndicator>
        )}
        {publish.isError && <ProblemAlert problem={publish.error} isAct />}
        <CommandLine words={['publish', id]} />
      </Step>
      <Step number={2} title={texts.send.title} about={texts.send.about}>
        <Button onClick={() => send.mutate()} loading={send.isPending} disabled={!canAct || !isPublished}>
          {texts.send.act}
        </Button>
        {send.isSuccess && <StatusIndicator type="success">{texts.send.done}</StatusIndicator>}
        {send.isError && <ProblemAlert problem={send.error} isAct />}
        <CommandLine words={['put-events', 'events.jsonl']} />
      </Step>
      <Step number={3} title={texts.watch.title} about={texts.watch.about}>
        <WatchedExample canAct={canAct} />
      </Step>
      <Step number={4} title={texts.finish.title} about={texts.finish.about}>
        <Button onClick={() => archive.mutate()} loading={archive.isPending} disabled={!canAct || !isPublished}>
          {texts.finish.archive}
        </Button>
        {isArchived && <StatusIndicator type="success">{texts.finish.archived}</StatusIndicator>}
        {archive.isError && <ProblemAlert problem={archive.error} isAct />}
        <Link href="#/rehearsal">{texts.finish.rehearse}</Link>
        <Link href="#/new">{texts.finish.create}</Link>
      </Step>
    </SpaceBetween>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}

function Step({ number, title, about, children }: StepProps) {
  return (
    <Container header={<Header variant="h2">{`${number}. ${title}`}</Header>}>
      <SpaceBetween size="s">
        <Box variant="p">{about}</Box>
        {children}
      </SpaceBetween>
    </Container>
  );
}

/** Returns the example as it is stored; null if it is not. */
async function readExample() {
  try {
    return await unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof CallProblem && error.status === 404) return null;
    throw error;
  }
}

function isExample(name: string): boolean {
  return name === EXAMPLE_CAMPAIGN.name;
}

/** Returns the body that names the version which is meant. */
function meant(version: number | undefined) {
  return version === undefined ? {} : { version };
}

/** Saves the example as it was last seen, or for the first time, and publishes it. */
async function publishExample(seen: number | undefined): Promise<void> {
  const header = seen === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"${seen}"` };
  const { version } = await unwrap(
    api.PUT('/campaigns/{id}', { params: { path: { id }, header }, body: EXAMPLE_CAMPAIGN }),
  );
  await unwrap(api.POST('/campaigns/{id}/publish', { params: { path: { id } }, body: { version } }));
}

async function sendEvents(): Promise<void> {
  const { entries } = await unwrap(api.POST('/events', { body: { entries: createExampleEntries() } }));
  for (const entry of entries)
    if ('errorCode' in entry)
      throw new CallProblem({ status: 200, code: entry.errorCode, message: entry.errorMessage });
}
