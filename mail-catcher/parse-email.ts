import PostalMime, { decodeWords } from 'postal-mime';
import type { CaughtEmail } from './caught-emails.ts';

/** Parses the source of an email. What it says of its sender and recipients is among its headers; the envelope may say otherwise. */
export async function parseEmail(source: Buffer): Promise<Pick<CaughtEmail, 'subject' | 'headers' | 'html' | 'text'>> {
  const { subject, headers, html, text } = await PostalMime.parse(source);
  return {
    subject: subject ?? '',
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) })),
    ...(html !== undefined && { html }),
    ...(text !== undefined && { text }),
  };
}
