import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from 'react-router';
import { userOfCampaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** Opens the page of the user to whom a dispatch went, with the decisions of its campaign; says so if the dispatch is not known. */
export function DispatchSearch({ dispatchId }: { readonly dispatchId: string }) {
  const { users, shell } = useTexts();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ['dispatch', dispatchId],
    queryFn: () => unwrap(api.GET('/deliveries', { params: { query: { dispatchId } } })),
  });
  const [delivery] = found.data?.deliveries ?? [];
  if (delivery !== undefined) return <Navigate replace to={userOfCampaignPath(delivery)} />;
  return (
    <SpaceBetween size="m">
      {found.isPending && <StatusIndicator type="loading">{shell.data.loading}</StatusIndicator>}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => found.refetch()} />}
      {found.isSuccess && (
        <Alert
          type="warning"
          header={users.unknownDispatch(dispatchId)}
          action={<Button onClick={() => navigate('/users')}>{users.searchAgain}</Button>}
        >
          {users.unknownDispatchHint}
        </Alert>
      )}
      <CommandLine words={['explain', '--dispatch', dispatchId]} />
    </SpaceBetween>
  );
}
