import { countBytes } from '../core/contracts/characters.ts';
import { MAILBOX_EXPECTED, parseMailbox } from '../core/contracts/mailbox.ts';
import { ALLOW_LIST_EXPECTED, parseAllowList, type SendingPolicy } from '../core/contracts/sending.ts';
import type { EmailChannelProps, SendingProps } from './channel-props.ts';

const LIVE_STAGE = 'prod';
/** The maximum size of an allow list: the environment of a Lambda function, in which it is with the names of resources, has at most 4 KB. */
export const MAX_ALLOW_LIST_BYTES = 1_000;

/** Returns the sending mode and the allow list (R91). Only the stage `prod` is live unless another mode is set. Throws if the list cannot be read. */
export function createSendingPolicy({ mode, allow = [] }: SendingProps, stage: string): SendingPolicy {
  const list = allow.join(',');
  const parsed = parseAllowList(list);
  if ('wrong' in parsed) throw new Error(`sending.allow: expected ${ALLOW_LIST_EXPECTED}, found "${parsed.wrong}"`);
  const bytes = countBytes(list);
  if (bytes > MAX_ALLOW_LIST_BYTES) {
    const expected = `at most ${MAX_ALLOW_LIST_BYTES} bytes in all`;
    throw new Error(`sending.allow: expected ${expected}, found ${bytes}`);
  }
  return { mode: mode ?? (stage === LIVE_STAGE ? 'live' : 'allow-list'), allow: parsed.allow };
}

/** Throws if the default sender of emails is no address, or is in none of the identities that may be sent from. */
export function checkEmailSender({ from, identities }: Pick<EmailChannelProps, 'from' | 'identities'>): void {
  const mailbox = parseMailbox(from);
  if (mailbox === undefined) throw new Error(`channels.email.from: expected ${MAILBOX_EXPECTED}, found "${from}"`);
  const address = mailbox.address.toLowerCase();
  const isCovered = identities.some((identity) => isOfIdentity(address, identity.toLowerCase()));
  if (isCovered) return;
  throw new Error(`channels.email.identities: expected the address or the domain of ${address}, found ${identities}`);
}

/** Returns whether an address is an identity, or in the domain of one. An identity of a domain covers its subdomains. */
function isOfIdentity(address: string, identity: string): boolean {
  return address === identity || address.endsWith(`@${identity}`) || address.endsWith(`.${identity}`);
}
