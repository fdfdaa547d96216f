import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '../context/texts.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { Time } from '../parts/time.tsx';
import type { ContactAnswer } from './answers.ts';

interface UserContactProps {
  readonly channel: 'email' | 'sms' | 'push';
  readonly contact: ContactAnswer;
}

/** Shows whether a channel can be used for a user, and the address, the consent and the marks from which that follows. */
export function UserContact({ channel, contact }: UserContactProps) {
  const { users, messages, shell } = useTexts();
  const { address, addressAt, consent, needs, allowed, reason, mark, tracking } = contact;
  const needed: Readonly<Record<string, string>> = users.needed;
  return (
    <Container header={<Header variant="h3">{messages.channels[channel]}</Header>}>
      <SpaceBetween size="s">
        <StatusSentence type={allowed ? 'success' : 'stopped'}>
          {allowed
            ? users.channelUsable
            : users.channelUnusable(reason === undefined ? shell.data.unknown : messages.leftOut[reason])}
        </StatusSentence>
        <KeyValuePairs
          columns={3}
          items={[
            { label: users.address, value: <bdi>{address ?? shell.data.none}</bdi> },
            { label: users.addressAt, value: addressAt === undefined ? '–' : <Time at={addressAt} /> },
            { label: users.needs, value: needed[needs] ?? needs },
            {
              label: users.consent,
              value:
                consent === undefined ? (
                  users.noConsent
                ) : (
                  <>
                    {users.consents[consent.consent]}
                    {consent.isByUser && `, ${users.consentByUser}`}
                    <Statement statement={consent} />
                  </>
                ),
            },
            {
              label: users.tracking,
              value:
                tracking === undefined ? (
                  users.noTracking
                ) : (
                  <>
                    {users.trackings[tracking.consent]}
                    <Statement statement={tracking} />
                  </>
                ),
            },
            {
              label: users.mark,
              value:
                mark === undefined ? (
                  shell.data.none
                ) : (
                  <>
                    <Time at={mark.at} />: {mark.reason}
                  </>
                ),
            },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

interface StatementProps {
  readonly statement: { readonly at: string; readonly source: string; readonly evidence?: string };
}

function Statement({ statement: { at, source, evidence } }: StatementProps) {
  const { users } = useTexts();
  return (
    <div>
      <Time at={at} />, {users.statement(source)}
      {evidence !== undefined && (
        <div>
          {users.evidence}: {evidence}
        </div>
      )}
    </div>
  );
}
