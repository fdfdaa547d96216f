import { createContext, useContext, useEffect } from 'react';

/** The setting that has the reader asked before another page takes the place of the present one. */
export interface LeaveGuard {
  readonly setGuarded: (isGuarded: boolean) => void;
}

export const LeaveGuardContext = createContext<LeaveGuard>({ setGuarded: () => {} });

/**
 * Keeps the reader from leaving a page with changes that are not saved without a question: by a link, by the history, or by closing the
 * tab. Returns a function that goes somewhere without the question.
 */
export function useLeaveGuard(hasChanges: boolean): (go: () => void) => void {
  const { setGuarded } = useContext(LeaveGuardContext);
  useEffect(() => {
    setGuarded(hasChanges);
    if (!hasChanges) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => {
      setGuarded(false);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [hasChanges, setGuarded]);
  return (go) => {
    setGuarded(false);
    go();
  };
}
