import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { SEARCH_ID } from '../context/search-id.ts';

/** Listens to keys while no field has the focus: `/` focuses the search, `?` shows the shortcuts, `g c` and `g r` open pages. */
export function useShortcuts({ showShortcuts }: { readonly showShortcuts: () => void }): void {
  const navigate = useNavigate();
  useEffect(() => {
    let isGoing = false;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0])) return;
      const wasGoing = isGoing;
      isGoing = event.key === 'g';
      if (event.key === '/') {
        event.preventDefault();
        focusSearch();
      } else if (event.key === '?') showShortcuts();
      else if (wasGoing && event.key === 'c') navigate('/campaigns');
      else if (wasGoing && event.key === 'r') navigate('/refused');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, showShortcuts]);
}

/** Gives the focus to the field of the search. The top bar renders another one, which is not visible, to measure its width. */
function focusSearch(): void {
  const fields = document.querySelectorAll<HTMLInputElement>(`#${SEARCH_ID}`);
  [...fields].find((field) => field.checkVisibility({ visibilityProperty: true }))?.focus();
}

/** Returns whether a key goes to a field. The text of the editor lies in a shadow root: only the path of the event names it. */
function isTyping(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
