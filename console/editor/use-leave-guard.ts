import { useContext, useEffect, useRef, useState } from 'react';
import { createPath, type To, UNSAFE_NavigationContext, useLocation } from 'react-router';

/** The question whether a reader leaves a page without saving. */
interface LeaveGuard {
  readonly isAsking: boolean;
  readonly stay: () => void;
  readonly leave: () => void;
  /** Goes somewhere without asking. */
  readonly pass: (go: () => void) => void;
}

/** Asks before the reader leaves a page with changes that are not saved: by a link, by the history, or by closing the tab. */
export function useLeaveGuard(hasChanges: boolean): LeaveGuard {
  const { navigator } = useContext(UNSAFE_NavigationContext);
  const { pathname, search } = useLocation();
  const [go, setGo] = useState<() => void>();
  const isPassing = useRef(false);
  const pass = (act: () => void) => {
    isPassing.current = true;
    act();
    isPassing.current = false;
  };

  useEffect(() => {
    if (!hasChanges) return;
    const here = `${pathname}${search}`;
    const state: unknown = window.history.state;
    const { push, replace } = navigator;
    const guard = (move: typeof push): typeof push => {
      return (to, ...rest) => {
        const act = () => move.call(navigator, to, ...rest);
        if (isPassing.current || isSamePage(here, to)) act();
        else setGo(() => act);
      };
    };
    navigator.push = guard(push);
    navigator.replace = guard(replace);
    const onHistory = (event: PopStateEvent) => {
      const target = window.location.hash.slice(1);
      if (isSamePage(here, target)) return;
      event.stopImmediatePropagation();
      window.history.pushState(state, '', `#${here}`);
      setGo(() => () => push.call(navigator, target));
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    // The router listens to the history, too: a listener that captures is called before it.
    window.addEventListener('popstate', onHistory, { capture: true });
    window.addEventListener('beforeunload', onUnload);
    return () => {
      navigator.push = push;
      navigator.replace = replace;
      window.removeEventListener('popstate', onHistory, { capture: true });
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [hasChanges, navigator, pathname, search]);

  return {
    isAsking: go !== undefined,
    stay: () => setGo(undefined),
    leave: () => {
      setGo(undefined);
      if (go !== undefined) pass(go);
    },
    pass,
  };
}

/** Returns whether two addresses are the same campaign in the editor; the step is no matter. */
function isSamePage(here: string, to: To): boolean {
  const [one, other] = [here, typeof to === 'string' ? to : createPath(to)].map((path) => {
    const [pathname = '', query = ''] = path.split('?', 2);
    return { pathname, id: new URLSearchParams(query).get('id') };
  });
  return one?.pathname === other?.pathname && one?.id === other?.id;
}
