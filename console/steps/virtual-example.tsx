import Box from '@cloudscape-design/components/box';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useMemo, useState } from 'react';
import { useLoadedTexts, useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time } from '../parts/time.tsx';
import { ReceivedMessage } from '../rehearsal/received-message.tsx';
import type { RehearsalInput } from '../rehearsal/rehearsal-calls.ts';
import { useAnswer } from '../rehearsal/use-answer.ts';
import { type FinishedRehearsal, useRehearsal } from '../rehearsal/use-rehearsal.ts';
import { useSentence } from '../rehearsal/use-sentence.ts';
import { VirtualClock } from '../rehearsal/virtual-clock.tsx';
import { createExampleRecording, EXAMPLE_CAMPAIGN, EXAMPLE_USERS } from './example-campaign.ts';
import { type CourseEntry, createCourse } from './virtual-course.ts';

/** The number of steps of the slider: the whole plays in six seconds. */
const STEPS = 60;

/** The decisions about the example: few, whatever the settings of the installation are. */
const ALL_DECISIONS = { offset: 0, limit: 100 } as const;

/** Shows the example in virtual time, from now on: the engine plays it in a worker, and nothing is published or sent. */
export function VirtualExample() {
  const { virtual: texts } = useTexts().steps;
  const rehearsal = useRehearsal();
  const [from] = useState(() => Math.floor(Date.now() / 1_000) * 1_000);
  const { start } = rehearsal;
  useEffect(() => {
    start(() => readInput(from));
  }, [start, from]);
  if (rehearsal.state === 'failed')
    return <ProblemAlert problem={rehearsal.problem} onRetry={() => start(() => readInput(from))} />;
  if (rehearsal.state === 'refused') return <ProblemAlert problem={new Error(rehearsal.faults.join('; '))} />;
  if (rehearsal.state === 'done') return <Course finished={rehearsal.finished} from={from} />;
  return (
    <LiveRegion>
      <Spinner /> {texts.preparing}
    </LiveRegion>
  );
}

/** Returns the example as a rehearsal, with the settings of the installation: its quiet hours and its consent hold here, too. */
async function readInput(from: number): Promise<RehearsalInput> {
  return {
    version: { files: [], definitions: [EXAMPLE_CAMPAIGN] },
    events: createExampleRecording(from),
    installationSettings: await unwrap(api.GET('/settings')),
  };
}

interface CourseProps {
  readonly finished: FinishedRehearsal;
  readonly from: number;
}

/** Shows what happens in the example up to the instant of a clock that the reader moves. */
function Course({ finished, from }: CourseProps) {
  const { texts, locale } = useLoadedTexts();
  const { virtual } = texts.steps;
  const describe = useDescribeEntry();
  const { answer, problem } = useAnswer(finished.client, 'list', ALL_DECISIONS);
  const course = useMemo(() => createCourse(from, answer?.rows ?? []), [from, answer]);
  const stops = useMemo(() => [...new Set(course.map(({ at }) => at))], [course]);
  const [at, setAt] = useState(from);
  if (problem !== undefined) return <ProblemAlert problem={problem} />;
  if (answer === undefined) return <Spinner />;
  const past = course.filter((entry) => entry.at <= at);
  const newest = past.at(-1);
  return (
    <SpaceBetween size="m">
      <VirtualClock
        from={from}
        until={stops.at(-1) ?? from}
        at={at}
        onMove={setAt}
        steps={STEPS}
        stops={stops}
        names={{ previous: virtual.previous, next: virtual.next }}
        isPlayed
      >
        <Time at={new Date(at).toISOString()} /> ({virtual.elapsed(formatElapsed(at - from, locale))})
      </VirtualClock>
      <LiveRegion hidden>{newest && `${newest.userId}: ${describe(newest)}`}</LiveRegion>
      {EXAMPLE_USERS.map((userId) => (
        <VirtualUser
          key={userId}
          userId={userId}
          past={past.filter((entry) => entry.userId === userId)}
          client={finished.client}
        />
      ))}
    </SpaceBetween>
  );
}

interface VirtualUserProps extends Pick<FinishedRehearsal, 'client'> {
  readonly userId: string;
  readonly past: readonly CourseEntry[];
}

/** Shows what happened to a user of the example, and the message if there is one by now. */
function VirtualUser({ userId, past, client }: VirtualUserProps) {
  const { virtual: texts } = useTexts().steps;
  const describe = useDescribeEntry();
  const request = useMemo(() => ({ userId, limit: 1 }), [userId]);
  const { answer, problem } = useAnswer(client, 'inbox', request);
  const isSent = past.some((entry) => 'decision' in entry && entry.decision.decision === 'dispatched');
  return (
    <section aria-label={texts.user(userId)}>
      <Box variant="h4">{userId}</Box>
      {past.length === 0 && <Box color="text-status-inactive">{texts.nothing}</Box>}
      <ul>
        {past.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what happens has an order and no names
          <li key={place}>
            <Time at={new Date(entry.at).toISOString()} />: {describe(entry)}
          </li>
        ))}
      </ul>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {isSent &&
        answer?.rows
          .flatMap(({ messages }) => messages)
          .map((message) => <ReceivedMessage key={message.channel} message={message} showsHtml={false} />)}
    </section>
  );
}

/** Returns a function that says in a sentence what happens. */
function useDescribeEntry(): (entry: CourseEntry) => string {
  const { virtual } = useTexts().steps;
  const sentence = useSentence();
  return (entry) => ('event' in entry ? virtual.events[entry.event] : sentence(entry.decision));
}

/** Formats milliseconds in words, such as `12 seconds`. */
function formatElapsed(elapsed: number, locale: string): string {
  const seconds = Math.floor(elapsed / 1_000);
  const parts = {
    hours: Math.floor(seconds / 3_600),
    minutes: Math.floor((seconds % 3_600) / 60),
    seconds: seconds % 60,
  };
  return new Intl.DurationFormat(locale, { style: 'long', secondsDisplay: 'always' }).format(parts);
}
