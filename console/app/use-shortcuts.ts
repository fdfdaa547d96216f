import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { SEARCH_ID } from '../context/search-id.ts';

/** Listens to keys while no field has the focus: `/` focuses the search, `?` shows the shortcuts, `g c` and `g r` open pages. */
export function useShortcuts({ showShortcuts }: { readonly showShortcuts: () => void }): void {
  const navigate = useNavigate();
  useEffect(() => {
    let isGoing = false;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const wasGoing = isGoing;
      isGoing = event.key === 'g';
      if (event.key === '/') {
        event.preventDefault();
        document.querySelector<HTMLInputElement>(`#${SEARCH_ID} input, input#${SEARCH_ID}`)?.focus();
      } else if (event.key === '?') showShortcuts();
      else if (wasGoing && event.key === 'c') navigate('/campaigns');
      else if (wasGoing && event.key === 'r') navigate('/refused');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, showShortcuts]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
