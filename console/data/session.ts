import { useQuery } from '@tanstack/react-query';
import { CallProblem } from './client.ts';
import { createTokenHeaders } from './token.ts';

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

/** Reads what the server of the console says about the installation. It stays the same while the server runs. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: readSession, staleTime: Number.POSITIVE_INFINITY });
}

async function readSession(): Promise<Session> {
  const response = await fetch('/console/session', { headers: createTokenHeaders() }).catch((cause: unknown) => {
    throw new CallProblem({ status: 0, code: 'unreachable', message: String(cause) });
  });
  if (response.ok) return response.json();
  throw new CallProblem({ status: response.status, code: `http-${response.status}`, message: response.statusText });
}
