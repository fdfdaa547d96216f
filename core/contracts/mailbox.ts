/** The description of a mailbox, for messages about faults. */
export const MAILBOX_EXPECTED = 'an address such as ada@shop.example, or Ada <ada@shop.example>';

/** The parts of the sender or the receiver of an email. */
export interface Mailbox {
  readonly name?: string;
  readonly address: string;
}

const ATOM = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~-]+`;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const ADDRESS = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*@${LABEL}(?:\.${LABEL})*\.(?!\d+$)${LABEL}$`, 'u');
const MAX_ADDRESS_CHARACTERS = 254;
const MAX_LOCAL_PART_CHARACTERS = 64;

/**
 * Parses an address, or a name with an address in angle brackets. The name may be in double quotes. Quoted local parts and lists are
 * refused, because programs read them differently.
 */
export function parseMailbox(text: string): Mailbox | undefined {
  const trimmed = text.trim();
  const opening = trimmed.lastIndexOf('<');
  if (opening === -1) return isAddress(trimmed) ? { address: trimmed } : undefined;
  const [name, address] = [trimmed.slice(0, opening).trim(), trimmed.slice(opening + 1, -1)];
  if (!trimmed.endsWith('>') || !isAddress(address)) return undefined;
  const shown = unquote(name);
  if (shown === undefined) return undefined;
  return shown === '' ? { address } : { name: shown, address };
}

/** Returns the name without its quotes; undefined if it is none that a header can hold. */
function unquote(name: string): string | undefined {
  const isQuoted = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  const inner = isQuoted ? name.slice(1, -1).replace(/\\(.)/gu, '$1') : name;
  return /[<>\p{Cc}\u2028\u2029]/u.test(inner) || (!isQuoted && inner.includes('"')) ? undefined : inner;
}

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return text.length <= MAX_ADDRESS_CHARACTERS && at <= MAX_LOCAL_PART_CHARACTERS && ADDRESS.test(text);
}
