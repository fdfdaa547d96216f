import { hash } from 'node:crypto';

/** The headers of every answer: nothing is guessed, kept by other sites, or told to the next page. */
const COMMON_HEADERS = {
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** The end of most policies: no page is framed by another site, moves its addresses, or sends a form. */
const CLOSED = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Formats the directives with which no script of a page turns text into HTML or into the address of a script, except by a policy of Trusted
 * Types of these names. Browsers that do not know the directives ignore them.
 */
const requireTrustedTypes = (policyNames: string) => `require-trusted-types-for 'script'; trusted-types ${policyNames}`;

/** The headers of a page that is no content of users: it shares no window with pages of other sites, and none may frame it. */
const OWN_PAGE_HEADERS = {
  ...COMMON_HEADERS,
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/**
 * The headers of the page of the console and of its assets. Scripts and styles come from files of this server only; fonts may be
 * inside of style sheets, too; calls, workers and frames go to this server only.
 * The one policy of Trusted Types returns the address of the worker that rehearses, whatever it is given (console/rehearsal/worker-address.ts).
 */
export const PAGE_HEADERS = {
  ...OWN_PAGE_HEADERS,
  'content-security-policy': [
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data: blob:",
    "connect-src 'self'; worker-src 'self'; frame-src 'self'",
    requireTrustedTypes('rehearsal-worker'),
    CLOSED,
  ].join('; '),
} as const;

/** The headers of answers with data: they are not stored, and a browser never takes them for a page, a script or a picture. */
export const DATA_HEADERS = {
  ...COMMON_HEADERS,
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; ${CLOSED}`,
  'x-frame-options': 'DENY',
} as const;

/** Returns the headers of a page that has one style sheet and one script inside, and may load nothing. */
export function createPlainPageHeaders(style: string, script: string): Record<string, string> {
  const sources = `style-src ${formatHashSource(style)}; script-src ${formatHashSource(script)}`;
  return {
    ...OWN_PAGE_HEADERS,
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; ${sources}; ${requireTrustedTypes("'none'")}; ${CLOSED}`,
    'content-type': 'text/html; charset=utf-8',
  };
}

/** Formats the source of a policy that allows exactly this text inside of a page. */
function formatHashSource(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}

/**
 * Returns the headers of a previewed email, which may be hostile: it runs in a sandbox without scripts, and of remote contents it loads
 * pictures alone, and only if that was asked for, because a picture may report that the email was opened.
 */
export function createPreviewHeaders(allowsRemoteImages: boolean): Record<string, string> {
  const images = allowsRemoteImages ? 'data: https:' : 'data:';
  return {
    ...COMMON_HEADERS,
    'cache-control': 'no-store',
    'content-security-policy': [
      `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src ${images}`,
      "frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
    ].join('; '),
    'content-type': 'text/html; charset=utf-8',
    'x-dns-prefetch-control': 'off',
  };
}
