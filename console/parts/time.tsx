import { createContext, use } from 'react';
import { usePreferences } from '../context/preferences.tsx';
import { useLoadedTexts } from '../context/texts.tsx';
import { useCompanyZone } from '../data/company-zone.ts';

/** The time zone of the user whose page is open; undefined elsewhere, and where none is known. */
export const UserZoneContext = createContext<string | undefined>(undefined);

/** Returns the time zone in which the reader sees instants, as an IANA name. */
export function useZone(): string {
  const { zone } = usePreferences();
  const companyZone = useCompanyZone();
  const userZone = use(UserZoneContext);
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = { mine, company: companyZone ?? 'UTC', user: userZone ?? companyZone ?? 'UTC', utc: 'UTC' };
  return zones[zone];
}

/** Returns a function that formats an instant (RFC 3339) in the zone and the language of the reader, with the zone. */
export function useFormatTime(): (instant: string) => string {
  const zone = useZone();
  const { locale } = useLoadedTexts();
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone: zone,
  });
  return (instant) => {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? instant : format.format(date);
  };
}

/** Shows an instant in the zone of the reader, with the zone; the instant as it is stored is its title. */
export function Time({ at }: { readonly at: string }) {
  const format = useFormatTime();
  return (
    <time dateTime={at} title={at}>
      {format(at)}
    </time>
  );
}
