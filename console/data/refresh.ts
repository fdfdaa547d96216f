import { useSyncExternalStore } from 'react';
import { usePreferences } from '../context/preferences.tsx';

/** The milliseconds without a key, a click or a scroll after which nothing is read by itself any more: the page is left alone. */
const ATTENTION_MS = 10 * 60_000;

const INPUTS = ['pointerdown', 'keydown', 'wheel', 'focus'] as const;

let isAttended = true;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function setAttended(next: boolean): void {
  if (next === isAttended) return;
  isAttended = next;
  for (const listener of listeners) listener();
}

function noteInput(): void {
  clearTimeout(timer);
  timer = setTimeout(() => setAttended(false), ATTENTION_MS);
  setAttended(true);
}

for (const input of INPUTS) window.addEventListener(input, noteInput, { capture: true, passive: true });
noteInput();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Returns the options of a query whose data are refreshed as the reader chose: every 5, 10 or 30 seconds, or never. A page that is left alone is not
 * refreshed, so that the command that serves it may end.
 */
export function useRefresh(): { readonly refetchInterval: number | false } {
  const { refreshSeconds } = usePreferences();
  const isAttendedNow = useSyncExternalStore(subscribe, () => isAttended);
  return { refetchInterval: refreshSeconds === 0 || !isAttendedNow ? false : refreshSeconds * 1_000 };
}
