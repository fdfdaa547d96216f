import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isBlockedAddress } from './blocked-addresses.ts';

/** The addresses of a name, as the resolver of the machine has them. */
export type ResolveHost = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** Returns the addresses of a name by the resolver of the machine. */
export const resolveHost: ResolveHost = (host) => lookup(host, { all: true });

/** The error of a name that has an address which may not be called. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';
}

/**
 * Creates the lookup of a connection (R88). It resolves the name once, and the connection is made to one of the addresses that were
 * checked: a name that has another address a moment later reaches nothing. One blocked address blocks the name.
 */
export function createCheckedLookup(resolve: ResolveHost, isAllowedHost: boolean): LookupFunction {
  return (host, options, callback) => {
    findAddresses(resolve, host, isAllowedHost).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(createNotFoundError(host), '', 0);
        else if (options.all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

async function findAddresses(resolve: ResolveHost, host: string, isAllowedHost: boolean) {
  const addresses = await resolve(host);
  if (!isAllowedHost && addresses.some(({ address }) => isBlockedAddress(address)))
    throw new BlockedAddressError(`${host} has an address that is not public`);
  return addresses;
}

function createNotFoundError(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
}
