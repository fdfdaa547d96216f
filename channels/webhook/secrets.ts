/** The prefix of a secret that signs with HMAC, as Standard Webhooks writes it. */
const PREFIX = 'whsec_';
/** The limits of the bytes of a secret, as Standard Webhooks has them. */
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
/** The maximum number of secrets: the newest, and those that receivers still check during a rotation. */
const MAX_SECRETS = 5;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The description of a list of secrets, for messages about faults. */
const SECRETS_EXPECTED = `1 to ${MAX_SECRETS} secrets, the newest first, separated by commas or line breaks: ${PREFIX} and Base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes`;

/**
 * Parses the secrets of webhooks in a text: of an environment variable, a file or Secrets Manager. The number of the first that is none
 * is returned instead of its text, which may be a secret.
 */
export function parseWebhookSecrets(
  text: string,
): { readonly secrets: readonly string[] } | { readonly wrong: number; readonly expected: string } {
  const secrets = text.split(/[,\n]/).flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
  if (secrets.length === 0 || secrets.length > MAX_SECRETS)
    return { wrong: secrets.length, expected: SECRETS_EXPECTED };
  const wrong = secrets.findIndex((secret) => decodeWebhookSecret(secret) === undefined);
  return wrong === -1 ? { secrets } : { wrong: wrong + 1, expected: SECRETS_EXPECTED };
}

/** Returns the key of a secret; undefined if the text is none. */
export function decodeWebhookSecret(secret: string): Buffer | undefined {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '-';
  if (!BASE64.test(encoded)) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length >= MIN_SECRET_BYTES && key.length <= MAX_SECRET_BYTES ? key : undefined;
}
