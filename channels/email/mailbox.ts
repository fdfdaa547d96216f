import { type Mailbox, parseMailbox } from '../../core/contracts/mailbox.ts';
import { parseAddress } from './address.ts';

/** The maximum number of characters of a name. */
const MAX_NAME_CHARACTERS = 200;

/** Parses a mailbox whose domain is then in ASCII, as providers need it. Returns undefined for any other text. */
export function parseAsciiMailbox(text: string): Mailbox | undefined {
  const { name = '', address: written } = parseMailbox(text) ?? { address: '' };
  const address = parseAddress(written);
  if (address === undefined || name.length > MAX_NAME_CHARACTERS) return undefined;
  return name === '' ? { address } : { address, name };
}

/** The longest text of an encoded word: 45 bytes are 60 characters of Base64, and a word has at most 75 (RFC 2047, section 2). */
const MAX_WORD_BYTES = 45;

/** Formats a mailbox as a header in ASCII: the name is quoted, or encoded if it has other characters. */
export function formatMailbox({ address, name }: Mailbox): string {
  if (name === undefined) return address;
  return `${/^[\x20-\x7e]*$/.test(name) && !name.includes('=?') ? quote(name) : encodeWords(name)} <${address}>`;
}

function quote(name: string): string {
  return `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Encodes a text as words of Base64, each of which holds whole characters. */
function encodeWords(text: string): string {
  const words = [''];
  for (const character of text) {
    const word = (words.at(-1) ?? '') + character;
    if (Buffer.byteLength(word) > MAX_WORD_BYTES) words.push(character);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
