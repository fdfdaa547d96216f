import { callConsole } from './client.ts';

/** The HTML of an email to be shown in a frame, and whether pictures of other servers are loaded. */
interface PreviewedEmail {
  readonly html: string;
  readonly remoteImages: boolean;
}

/** Keeps the HTML of an email at the server of the console, and returns the path at which a frame shows it: once, within a minute. */
export async function keepPreview(email: PreviewedEmail): Promise<string> {
  const answer = await callConsole('/console/previews', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(email),
  });
  return (answer as { readonly path: string }).path;
}
