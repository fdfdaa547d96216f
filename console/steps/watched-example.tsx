import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time } from '../parts/time.tsx';
import { useSentence } from '../rehearsal/use-sentence.ts';
import { EXAMPLE_CAMPAIGN, EXAMPLE_USERS } from './example-campaign.ts';

const VirtualExample = lazy(() => import('./virtual-example.tsx').then((each) => ({ default: each.VirtualExample })));

/** Shows what is decided about the users of the example: in the installation, and beside it in virtual time. */
export function WatchedExample({ canAct }: { readonly canAct: boolean }) {
  const { steps: texts } = useTexts();
  return (
    <ColumnLayout columns={2} variant="text-grid">
      <SpaceBetween size="s">
        <Box variant="h3">{texts.watch.installation}</Box>
        <Box variant="p">{texts.watch.installationAbout}</Box>
        <ClockButton canAct={canAct} />
        {EXAMPLE_USERS.map((userId) => (
          <WatchedUser key={userId} userId={userId} />
        ))}
      </SpaceBetween>
      <VirtualPart />
    </ColumnLayout>
  );
}

/** Shows the example in virtual time when the reader asks for it. */
function VirtualPart() {
  const { virtual: texts } = useTexts().steps;
  const [isOpen, setOpen] = useState(false);
  const part = useRef<HTMLElement>(null);
  // The button that had the focus is gone.
  useEffect(() => {
    if (isOpen) part.current?.focus();
  }, [isOpen]);
  return (
    <section ref={part} tabIndex={-1} aria-label={texts.title} className="result">
      <SpaceBetween size="s">
        <Box variant="h3">{texts.title}</Box>
        <Box variant="p">{texts.about}</Box>
        {isOpen ? (
          <Suspense fallback={<Spinner size="large" />}>
            <VirtualExample />
          </Suspense>
        ) : (
          <Button iconName="play" onClick={() => setOpen(true)}>
            {texts.act}
          </Button>
        )}
      </SpaceBetween>
    </section>
  );
}

/** Shows what was decided about a user in the example, read every second. */
function WatchedUser({ userId }: { readonly userId: string }) {
  const { steps: texts } = useTexts();
  const sentence = useSentence();
  const { data, isError, error } = useQuery({
    queryKey: ['watched-decisions', userId],
    queryFn: () => unwrap(api.GET('/decisions', { params: { query: { userId, campaignId: EXAMPLE_CAMPAIGN.id } } })),
    refetchInterval: 1_000,
  });
  const decisions = data?.decisions ?? [];
  return (
    <section aria-label={userId}>
      <Box variant="h4">{userId}</Box>
      {isError && <ProblemAlert problem={error} />}
      {data !== undefined && decisions.length === 0 && <Box color="text-status-inactive">{texts.watch.waiting}</Box>}
      <ul>
        {decisions.map((decision) => (
          <li key={`${decision.at} ${decision.decision} ${decision.eventId}`}>
            <Time at={decision.at} />: {sentence(decision)}
          </li>
        ))}
      </ul>
      <Link href={`#${userPath(userId)}`}>{texts.watch.explain}</Link>
    </section>
  );
}

/** Shows a button that moves the clock, where the installation has one that is moved by hand. */
function ClockButton({ canAct }: { readonly canAct: boolean }) {
  const { steps: texts } = useTexts();
  const queries = useQueryClient();
  const clock = useQuery({ queryKey: ['clock'], queryFn: readClock, staleTime: Number.POSITIVE_INFINITY });
  const move = useMutation({
    mutationFn: () => unwrap(api.POST('/clock', { body: { advance: '1 minute' } })),
    onSettled: () => queries.invalidateQueries(),
  });
  if (clock.data !== true) return null;
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <Box>{texts.watch.clock}</Box>
      <Button onClick={() => move.mutate()} loading={move.isPending} disabled={!canAct}>
        {texts.watch.moveClock}
      </Button>
    </SpaceBetween>
  );
}

/** Returns whether the clock of the installation is moved by hand. On AWS there is no such call. */
async function readClock(): Promise<boolean> {
  const { response } = await api.GET('/clock');
  return response.ok;
}
