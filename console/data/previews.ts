import { CallProblem } from './client.ts';
import { createTokenHeaders } from './token.ts';

/** The HTML of an email to be shown in a frame, and whether pictures of other servers are loaded. */
interface PreviewedEmail {
  readonly html: string;
  readonly remoteImages: boolean;
}

/** Keeps the HTML of an email at the server of the console, and returns the path at which a frame shows it: once, within a minute. */
export async function keepPreview(email: PreviewedEmail): Promise<string> {
  const response = await fetch('/console/previews', {
    method: 'POST',
    headers: { ...createTokenHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify(email),
  }).catch((cause: unknown) => {
    throw new CallProblem({ status: 0, code: 'unreachable', message: String(cause) });
  });
  if (!response.ok)
    throw new CallProblem({ status: response.status, code: `http-${response.status}`, message: response.statusText });
  const { path }: { readonly path: string } = await response.json();
  return path;
}
