const KEY = 'campaign-connector-token';
const PATTERN = /^#t=([\w-]+)$/;

/** Takes the token of `campaign-connector console` from the fragment of the address, keeps it for this tab, and removes it from the address. */
export function takeTokenFromAddress(): void {
  const [, token] = PATTERN.exec(window.location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  window.history.replaceState(null, '', `${window.location.pathname}#/`);
}

/** Returns the headers that authorize a call; none where the server asks for no token. */
export function createTokenHeaders(): Record<string, string> {
  const token = sessionStorage.getItem(KEY);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
