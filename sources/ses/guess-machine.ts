/** The fields of an open or a click that tell people from machines. */
export interface MachineSigns {
  readonly isBotEvent?: unknown;
  readonly userAgent?: unknown;
}

/** The user agents that fetch the images of emails. A prefetch comes before the user opens the email, or without; a proxy when the user opens it. */
const PREFETCH_AGENTS = [/^Mozilla\/5\.0$/, /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0$/];
const PROXY_AGENTS = /GoogleImageProxy|YahooMailProxy/;

/** Returns whether an event is by a machine, as SES guesses it (R64); undefined if SES does not say. */
export function isBotBySes({ isBotEvent }: MachineSigns): boolean | undefined {
  if (isBotEvent === 'Likely') return true;
  return isBotEvent === 'Unlikely' ? false : undefined;
}

/**
 * Returns who opened an email (R64): as SES guesses it, else by the user agents that are documented; undefined if neither tells. A bare
 * WebKit agent tells nothing: Apple Mail and Outlook both have it.
 */
export function guessOpenKind(signs: MachineSigns): 'machine' | 'human' | undefined {
  const isMachine = isBotBySes(signs) ?? isPrefetch(signs.userAgent);
  return isMachine === undefined ? undefined : isMachine ? 'machine' : 'human';
}

function isPrefetch(userAgent: unknown): boolean | undefined {
  if (typeof userAgent !== 'string') return undefined;
  const agent = userAgent.trim();
  if (PREFETCH_AGENTS.some((pattern) => pattern.test(agent))) return true;
  return PROXY_AGENTS.test(agent) ? false : undefined;
}
