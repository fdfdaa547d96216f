import { domainToASCII } from 'node:url';

/** The maximum number of characters of an address, and of the part before its @ (RFC 5321, section 4.5.3.1). */
const MAX_ADDRESS_CHARACTERS = 254;
const MAX_LOCAL_CHARACTERS = 64;

/**
 * The part before the @: words of RFC 5322, section 3.2.3, with single dots between them. Quoted parts are refused, because parsers of
 * addresses disagree about them, and so are other alphabets, which SES does not take.
 */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** The characters that a domain cannot have, and that a parser of hosts would read as something else. */
const NO_DOMAIN_CHARACTERS = /[\s\p{Cc}%:/?#\\@[\]<>(),;"]/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Returns an address whose domain is in ASCII; undefined if a text is not exactly one address of a domain. */
export function parseAddress(text: string): string | undefined {
  const [local = '', domain = '', ...others] = text.split('@');
  if (others.length > 0 || local.length > MAX_LOCAL_CHARACTERS || !LOCAL_PART.test(local)) return undefined;
  if (domain.length > MAX_ADDRESS_CHARACTERS || NO_DOMAIN_CHARACTERS.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const address = `${local}@${ascii}`;
  return isDomain(ascii) && address.length <= MAX_ADDRESS_CHARACTERS ? address : undefined;
}

/** Returns whether a domain has at least two labels, and is no number, which would be the address of a machine. */
function isDomain(ascii: string): boolean {
  const labels = ascii.split('.');
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** Returns the address that an email is sent to, or the reason why there is none. */
export function findEmailTarget(
  address: string | undefined,
): { readonly target: string } | { readonly refused: 'unreachable' | 'not-an-address' } {
  if (address === undefined) return { refused: 'unreachable' };
  return parseAddress(address) === undefined ? { refused: 'not-an-address' } : { target: address };
}
