import { useSearchParams } from 'react-router';
import { DispatchSearch } from './dispatch-search.tsx';
import { UserPage } from './user-page.tsx';
import { UserSearch } from './user-search.tsx';

/** Shows the user whose id, or the id of a dispatch to whom, is in the address; without one, the fields in which it is entered. */
export function UsersPage() {
  const [params] = useSearchParams();
  const userId = params.get('userId') ?? '';
  const dispatchId = params.get('dispatchId') ?? '';
  if (userId !== '') return <UserPage key={userId} userId={userId} />;
  return dispatchId === '' ? <UserSearch /> : <DispatchSearch key={dispatchId} dispatchId={dispatchId} />;
}
