import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMemo, useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ReceivedMessage } from './received-message.tsx';
import { useAnswer } from './use-answer.ts';
import type { FinishedRehearsal } from './use-rehearsal.ts';
import { useResultAddress } from './use-result-address.ts';

const PAGE_SIZE = 20;

interface InboxViewProps {
  readonly finished: FinishedRehearsal;
  /** True if a server shows the HTML of emails in a sandbox. */
  readonly showsHtml: boolean;
}

/** Shows the messages that one user is sent, and when. The user is in the address. */
export function InboxView({ finished, showsHtml }: InboxViewProps) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.inbox;
  const { user, change } = useResultAddress();
  const [entered, setEntered] = useState(user);
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change({ user: entered.trim() });
        }}
      >
        <FormField
          label={texts.user}
          description={texts.hint}
          secondaryControl={<Button formAction="submit">{texts.show}</Button>}
        >
          <Input value={entered} onChange={({ detail }) => setEntered(detail.value)} />
        </FormField>
      </form>
      {user !== '' && <Inbox key={user} userId={user} finished={finished} showsHtml={showsHtml} />}
    </SpaceBetween>
  );
}

function Inbox({ userId, finished: { client }, showsHtml }: InboxViewProps & { readonly userId: string }) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.inbox;
  const formatCount = useFormatCount();
  const [limit, setLimit] = useState(PAGE_SIZE);
  const request = useMemo(() => ({ userId, limit }), [userId, limit]);
  const { answer, problem } = useAnswer(client, 'inbox', request);
  if (problem !== undefined) return <ProblemAlert problem={problem} />;
  if (answer === undefined) return <Spinner size="large" />;
  if (answer.total === 0) return <Alert type="info">{texts.none(userId)}</Alert>;
  return (
    <SpaceBetween size="m">
      <Header variant="h3">{texts.count(formatCount(answer.total), userId)}</Header>
      {answer.rows.map(({ dispatchId, dispatchedAt, campaignId, variant, messages }) => (
        <Container
          key={dispatchId}
          header={
            <Header variant="h3" description={<Time at={dispatchedAt} />}>
              {campaignId}
              {variant !== undefined && (
                <Box variant="small">
                  {' '}
                  {texts.variant}: {variant}
                </Box>
              )}
            </Header>
          }
        >
          <SpaceBetween size="m">
            {messages.map((message, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the messages of a dispatch have an order and no names
              <ReceivedMessage key={place} message={message} showsHtml={showsHtml} />
            ))}
          </SpaceBetween>
        </Container>
      ))}
      <ListFooter
        hasMore={answer.total > answer.rows.length}
        isReading={answer.rows.length < Math.min(limit, answer.total)}
        onMore={() => setLimit(limit + PAGE_SIZE)}
      />
    </SpaceBetween>
  );
}
