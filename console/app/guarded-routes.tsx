import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useMemo, useState } from 'react';
import {
  createPath,
  type Location,
  Navigate,
  Route,
  Routes,
  useLocation,
  useNavigate,
  useNavigationType,
} from 'react-router';
import { LeaveGuardContext } from '../context/leave-guard.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { NotFound } from './not-found.tsx';
import { FIRST_PATH, PAGES } from './pages.ts';

/** Shows the page of the address. A page with changes that are not saved stays until the reader says that it may be left. */
export function GuardedRoutes() {
  const location = useLocation();
  const navigate = useNavigate();
  const navigationType = useNavigationType();
  const [isGuarded, setGuarded] = useState(false);
  const [shown, setShown] = useState(location);
  const isAsking = isGuarded && !isSamePage(shown, location);
  if (!isAsking && shown !== location) setShown(location);
  const guard = useMemo(() => ({ setGuarded }), []);
  // An entry of the history that was added is taken back; after a step in the history, the page is added to it.
  const stay = () => (navigationType === 'PUSH' ? navigate(-1) : navigate(createPath(shown), { state: shown.state }));
  return (
    <LeaveGuardContext value={guard}>
      <ErrorBoundary pathname={shown.pathname}>
        <Suspense fallback={<Spinner size="large" />}>
          <Routes location={isAsking ? shown : location}>
            <Route path="/" element={<Navigate to={FIRST_PATH} replace />} />
            {PAGES.map(({ path, Component }) => (
              <Route key={path} path={path} element={<Component />} />
            ))}
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </ErrorBoundary>
      <LeaveDialog isShown={isAsking} onStay={stay} onLeave={() => setGuarded(false)} />
    </LeaveGuardContext>
  );
}

/** Returns whether two addresses are one page about one thing; other parts of the address are how the page shows it. */
function isSamePage(one: Location, other: Location): boolean {
  const [id, otherId] = [one, other].map(({ search }) => new URLSearchParams(search).get('id'));
  return one.pathname === other.pathname && id === otherId;
}
