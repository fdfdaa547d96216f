import { useSearchParams } from 'react-router';
import { UserPage } from './user-page.tsx';
import { UserSearch } from './user-search.tsx';

/** Shows the user whose id is in the address; without one, a field in which it is entered. */
export function UsersPage() {
  const [params] = useSearchParams();
  const userId = params.get('userId') ?? '';
  return userId === '' ? <UserSearch /> : <UserPage key={userId} userId={userId} />;
}
