import { usePreferences } from '../context/preferences.tsx';

/** Returns the options of a query whose data are refreshed as the reader chose: every 5, 10 or 30 seconds, or never. */
export function useRefresh(): { readonly refetchInterval: number | false } {
  const { refreshSeconds } = usePreferences();
  return { refetchInterval: refreshSeconds === 0 ? false : refreshSeconds * 1_000 };
}
