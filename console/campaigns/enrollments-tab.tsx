import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useNavigate, useSearchParams } from 'react-router';
import { ENROLLMENT_STATES } from '../../core/contracts/decision.ts';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { createPageQuery, usePages } from '../parts/use-pages.ts';
import { campaignKey, campaignTabPath } from './campaign-views.ts';

type ShownEnrollment = components['schemas']['Enrollment'];

/** Shows the enrollments of a campaign page by page. The state that is shown is in the address. */
export function EnrollmentsTab({ id }: { readonly id: string }) {
  const {
    campaigns: { enrollments: texts },
    shell,
  } = useTexts();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const state = ENROLLMENT_STATES.find((each) => each === params.get('state'));
  const list = usePages(campaignKey(id, 'enrollments', state), (cursor) => {
    const query = { ...(state === undefined ? {} : { state }), ...createPageQuery(cursor) };
    return unwrap(api.GET('/campaigns/{id}/enrollments', { params: { path: { id }, query } }));
  });
  const rows = list.pages.flatMap(({ enrollments }) => enrollments);
  const anyState = { value: '', label: texts.anyState };
  const states = ENROLLMENT_STATES.map((value) => ({ value, label: texts.states[value] }));
  const empty = list.hasNextPage ? texts.noneYet : state === undefined ? texts.empty : texts.noMatch;
  return (
    <SpaceBetween size="m">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {(!list.isError || rows.length > 0) && (
        <Table
          wrapLines
          enableKeyboardNavigation
          items={rows}
          trackBy="enrollmentId"
          loading={list.isPending}
          loadingText={shell.data.loading}
          ariaLabels={{ tableLabel: texts.title }}
          header={
            <Header
              variant="h2"
              description={texts.description}
              actions={
                <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name={`${id}-enrollments`} rows={rows} />
                </SpaceBetween>
              }
            >
              {texts.title}
            </Header>
          }
          filter={
            <Select
              selectedOption={states.find(({ value }) => value === state) ?? anyState}
              options={[anyState, ...states]}
              onChange={({ detail }) => {
                const { value = '' } = detail.selectedOption;
                navigate(campaignTabPath(id, 'enrollments', value === '' ? {} : { state: value }), { replace: true });
              }}
              ariaLabel={texts.state}
            />
          }
          columnDefinitions={[
            {
              id: 'user',
              header: texts.user,
              isRowHeader: true,
              cell: ({ userId }) => <Link href={`#${userPath(userId)}`}>{userId}</Link>,
            },
            { id: 'state', header: texts.state, cell: (each) => texts.states[each.state] },
            { id: 'reason', header: texts.reason, cell: (each) => <EnrollmentReason enrollment={each} /> },
            { id: 'triggeredAt', header: texts.triggeredAt, cell: ({ triggeredAt }) => <Time at={triggeredAt} /> },
            {
              id: 'dueAt',
              header: texts.dueAt,
              cell: ({ dueAt }) => (dueAt === undefined ? '–' : <Time at={dueAt} />),
            },
            {
              id: 'dispatchedAt',
              header: texts.dispatchedAt,
              cell: ({ dispatchedAt }) => (dispatchedAt === undefined ? '–' : <Time at={dispatchedAt} />),
            },
          ]}
          empty={<Box textAlign="center">{empty}</Box>}
          footer={
            <ListFooter
              hasMore={list.hasNextPage}
              isReading={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          }
        />
      )}
      <div>
        <CommandLine words={['enrollments', id, ...(state === undefined ? [] : ['--state', state])]} />
        <RawJson value={rows} />
      </div>
    </SpaceBetween>
  );
}

/** Shows why an enrollment ended as it did, in the words of `explain`, with the code and the event that cancelled it. */
function EnrollmentReason({ enrollment }: { readonly enrollment: ShownEnrollment }) {
  const {
    campaigns: { enrollments: texts },
    decisions,
  } = useTexts();
  const { state, reason, cancelledBy } = enrollment;
  if (reason === undefined) return '–';
  const sentence =
    state === 'cancelled' || state === 'withheld' ? findReasonSentence(state, reason, decisions) : reason;
  return (
    <>
      {sentence}{' '}
      <Box variant="small" display="block">
        <code>{reason}</code>
        {cancelledBy !== undefined && `, ${texts.cancelledBy(cancelledBy)}`}
      </Box>
    </>
  );
}
