import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from './client.ts';

/** Returns the time zone of the company, an IANA name; undefined while it is not known. */
export function useCompanyZone(): string | undefined {
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: () => unwrap(api.GET('/settings')),
    staleTime: 60_000,
  });
  return data?.companyZone;
}
