import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

/** The languages of the console. */
export const LOCALES = ['en', 'pt-BR'] as const;
export type Locale = (typeof LOCALES)[number];

/** The time zones in which instants are shown: of the reader, of the company, of the user whose page is open, and UTC. */
export const ZONE_CHOICES = ['mine', 'company', 'user', 'utc'] as const;
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

/** The seconds after which data are read again; 0 is never. */
export const REFRESH_CHOICES = [5, 10, 30, 0] as const;
export type RefreshSeconds = (typeof REFRESH_CHOICES)[number];

export const COLOR_MODES = ['system', 'light', 'dark'] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

/** The choices of a reader, kept in the browser. */
export interface Preferences {
  readonly locale: Locale;
  readonly zone: ZoneChoice;
  readonly refreshSeconds: RefreshSeconds;
  readonly colorMode: ColorMode;
  readonly isCompact: boolean;
}

interface PreferencesContextValue extends Preferences {
  readonly change: (changed: Partial<Preferences>) => void;
}

const KEY = 'campaign-connector-preferences';
const PreferencesContext = createContext<PreferencesContextValue | undefined>(undefined);

/** Returns what the reader chose, and the function that changes it. */
export function usePreferences(): PreferencesContextValue {
  const value = useContext(PreferencesContext);
  if (value === undefined) throw new Error('preferences: used outside of their provider');
  return value;
}

/** Keeps the preferences of the reader, and applies the colours and the language to the page. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [preferences, setPreferences] = useState(readPreferences);
  const { locale, colorMode, isCompact } = preferences;
  useEffect(() => localStorage.setItem(KEY, JSON.stringify(preferences)), [preferences]);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  useEffect(() => applyDensity(isCompact ? Density.Compact : Density.Comfortable), [isCompact]);
  useEffect(() => {
    const isDarkSystem = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const isDark = colorMode === 'dark' || (colorMode === 'system' && isDarkSystem.matches);
      applyMode(isDark ? Mode.Dark : Mode.Light);
      document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
    };
    apply();
    isDarkSystem.addEventListener('change', apply);
    return () => isDarkSystem.removeEventListener('change', apply);
  }, [colorMode]);
  const value = useMemo(
    () => ({
      ...preferences,
      change: (changed: Partial<Preferences>) => setPreferences((before) => ({ ...before, ...changed })),
    }),
    [preferences],
  );
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

/** Reads the preferences of an earlier visit; a value that is none of the choices is replaced by the default. */
function readPreferences(): Preferences {
  let kept: Record<string, unknown> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    // Something else wrote it: the defaults apply.
  }
  const browserLocale: Locale = navigator.language.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en';
  return {
    locale: pick(kept['locale'], LOCALES) ?? browserLocale,
    zone: pick(kept['zone'], ZONE_CHOICES) ?? 'mine',
    refreshSeconds: pick(kept['refreshSeconds'], REFRESH_CHOICES) ?? 10,
    colorMode: pick(kept['colorMode'], COLOR_MODES) ?? 'system',
    isCompact: kept['isCompact'] === true,
  };
}

function pick<Choice>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}
