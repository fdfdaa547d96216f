import { parseJson } from '../core/contracts/parse-json.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { createServiceSigner } from './sign.ts';

/** The longest time that SES has for an answer. */
const TIMEOUT: TimeSpan = 20 * SECOND;

/** A call that SES refused, or did not answer. */
export class SesCallError extends Error {}

/** The function that returns the answer of SES at a path of its API, version 2; undefined if there is nothing at it. */
export type ReadSes = (path: readonly string[]) => Promise<unknown>;

/** Creates the function that asks SES in a region, with the AWS credentials of the caller. */
export function createSesReader(region: string): ReadSes {
  const signer = createServiceSigner('ses', region);
  const endpoint = process.env['AWS_ENDPOINT_URL_SESV2'] || `https://email.${region}.amazonaws.com`;
  return async (path) => {
    const url = new URL(`/v2/email/${path.map(encodeURIComponent).join('/')}`, endpoint);
    const headers = await signer.sign({ url, method: 'GET', headers: {} });
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT) }).catch((error: unknown) => {
      throw new SesCallError(error instanceof Error ? error.message : String(error));
    });
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new SesCallError(`${response.status} ${text.slice(0, 200)}`);
    return parseJson(text);
  };
}
