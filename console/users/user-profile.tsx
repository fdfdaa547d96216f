import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import type { UseQueryResult } from '@tanstack/react-query';
import { isTimeZone } from '../../core/contracts/time-zone.ts';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import type { ProfileAnswer } from './answers.ts';
import { createUserWords } from './command-words.ts';
import { UserContact } from './user-contact.tsx';

const CHANNELS = ['email', 'sms', 'push'] as const;

interface UserProfileProps {
  readonly userId: string;
  readonly profile: UseQueryResult<ProfileAnswer>;
}

/** Shows the profile of a user: the attributes, and for each channel the address, the consent and whether it can be used. */
export function UserProfile({ userId, profile }: UserProfileProps) {
  const { users, shell } = useTexts();
  const { data } = profile;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        actions={
          <DataAge readAt={profile.dataUpdatedAt} isReading={profile.isFetching} onRefresh={() => profile.refetch()} />
        }
      >
        {users.profileTitle}
      </Header>
      {profile.isError && <ProblemAlert problem={profile.error} onRetry={() => profile.refetch()} />}
      {profile.isPending && <Spinner />}
      {data && (
        <SpaceBetween size="m">
          <KeyValuePairs
            columns={3}
            items={[
              { label: users.timeZone, value: <ZoneName zone={data.timeZone} /> },
              { label: users.language, value: data.language ?? shell.data.unknown },
              {
                label: users.mergedFrom,
                value:
                  data.mergedFrom === undefined
                    ? shell.data.none
                    : data.mergedFrom.map((each) => (
                        <div key={each}>
                          <Link href={`#${userPath(each)}`}>{each}</Link>
                        </div>
                      )),
              },
            ]}
          />
          {CHANNELS.map((channel) => (
            <UserContact key={channel} channel={channel} contact={data.contacts[channel]} />
          ))}
          <Container header={<Header variant="h3">{users.attributesTitle}</Header>}>
            <Table
              variant="embedded"
              wrapLines
              items={Object.entries(data.attributes)}
              columnDefinitions={[
                { id: 'name', header: users.attribute, isRowHeader: true, cell: ([name]) => <bdi>{name}</bdi> },
                { id: 'value', header: users.value, cell: ([, value]) => <bdi>{formatAttribute(value)}</bdi> },
              ]}
              empty={<Box color="inherit">{users.noAttributes}</Box>}
            />
          </Container>
          <CommandLine words={createUserWords('forget', userId, ['--report'])} />
          <RawJson value={data} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

function ZoneName({ zone }: { readonly zone: string | undefined }) {
  const { users, shell } = useTexts();
  if (zone === undefined) return shell.data.unknown;
  return isTimeZone(zone) ? zone : users.timeZoneUnknown(zone);
}

function formatAttribute(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
