import { useQuery } from '@tanstack/react-query';
import { callConsole } from './client.ts';

/** The installation that the server of the console talks to, and what it allows. */
export interface Session {
  readonly kind: 'local' | 'aws';
  readonly endpoint: string;
  readonly canWrite: boolean;
  readonly account?: string;
  readonly region?: string;
  readonly stage?: string;
  readonly principal?: string;
  readonly isProduction?: boolean;
}

/** The key of the query of the session. */
export const SESSION_KEY = ['session'] as const;

/** The milliseconds after which a session that could not be read is read again. */
const RETRY_MS = 10_000;

/** Reads what the server of the console says about the installation. It stays the same until the next sign-in. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.status === 'error' ? RETRY_MS : false),
  });
}

async function readSession(): Promise<Session> {
  return (await callConsole('/console/session')) as Session;
}
