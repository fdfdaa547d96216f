import address from './rehearsal-worker.ts?worker&url';

/** The part of Trusted Types that the console uses, in browsers that know them. The types of the DOM do not know them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createScriptURL: () => string }): TrustedTypePolicy;
}
interface TrustedTypePolicy {
  /** Returns an address that a browser takes as the script of a worker. */
  createScriptURL(input: string): URL;
}
declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/**
 * The address of the worker that rehearses, as the content security policy of the page asks for it: from the only policy of Trusted Types
 * that the page may create (server/console/page-headers.ts). The policy has no other answer, so nothing can be passed through it.
 */
export const WORKER_ADDRESS =
  window.trustedTypes?.createPolicy('rehearsal-worker', { createScriptURL: () => address }).createScriptURL('') ??
  address;
