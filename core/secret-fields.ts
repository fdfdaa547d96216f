import { replaceExpressions } from './replace-expressions.ts';

/** The minimum number of characters of a secret that only its place tells. */
export const MIN_SECRET_CHARACTERS = 8;

/** The end of a name whose value is secret: `shopApiKey`, `X-Auth-Token`, `client_secret`. */
const SECRET_NAME =
  /(?:password|passwd|passphrase|pwd|secret|token|credentials?|(?:api|access|secret|private|auth|subscription|functions)[-_.]?key)$/i;
/** The end of a name whose secret may have blanks. */
const PHRASE_NAME = /(?:password|passphrase)$/i;

/** Returns whether a field is named like a secret, and has a value that may be one. */
export function isSecretField(name: string, text: string): boolean {
  if (!SECRET_NAME.test(name)) return false;
  const literal = replaceExpressions(text, '').trim();
  return isLiteralSecret(literal) && (PHRASE_NAME.test(name) || !/\s/.test(literal));
}

const AWS_SECRET_NAME = /secret[-_.]?(?:access[-_.]?)?key$/i;
const AWS_SECRET = /^[A-Za-z0-9/+]{40}$/;

/** Returns whether a field is named like a secret access key of AWS, and has a value of that format. */
export function isAwsSecretField(name: string, text: string): boolean {
  return AWS_SECRET_NAME.test(name) && AWS_SECRET.test(text);
}

/** The name and the password in a URL, in the characters of RFC 3986, section 3.2.1. */
const URL_PASSWORD = /:\/\/[\w.~%!$&*+=-]{0,128}:[\w.~%!$&*+=:-]{1,128}@/;

/** Returns whether a text has a URL with a password. */
export function hasUrlPassword(text: string): boolean {
  return URL_PASSWORD.test(replaceExpressions(text, ''));
}

/** Returns whether a parameter of a URL is named like a secret, and has a value that may be one. */
export function hasSecretParameter(url: string): boolean {
  const parameters = [...replaceExpressions(url, '').matchAll(/[?&]([\w.-]{1,64})=([^&#\s]*)/g)];
  return parameters.some(([, name = '', value = '']) => SECRET_NAME.test(name) && isLiteralSecret(value));
}

const AUTHORIZATION = /authorization$/i;
const COOKIE = /^(?:set-)?cookie$/i;
/** The name of a part, such as `session=` of a cookie. The = at the end of Base64 is none. */
const PART_NAME = /^[\w.-]+=(?=[^=])/;
/** The character that stands for an expression in a header. Rendered headers have no control characters. */
const EXPRESSION = '\0';

/** Returns whether a header of a webhook is for secrets, and has one in it, besides the scheme and the names of its parts. */
export function isSecretHeader(name: string, text: string): boolean {
  const hasScheme = AUTHORIZATION.test(name);
  if (!hasScheme && !COOKIE.test(name) && !SECRET_NAME.test(name)) return false;
  const parts = replaceExpressions(text, EXPRESSION)
    .trim()
    .split(/[\s,;]+/);
  const values = hasScheme && parts.length > 1 ? parts.slice(1) : parts;
  return values.some((part) => isLiteralSecret(part.replace(PART_NAME, '').replaceAll(EXPRESSION, '')));
}

/** Returns whether a text may be a secret, which an address or an ARN is not, nor a text without letters and digits such as `********`. */
function isLiteralSecret(text: string): boolean {
  return text.length >= MIN_SECRET_CHARACTERS && /[\p{L}\p{N}]/u.test(text) && !/^(?:arn:|https?:\/\/)/i.test(text);
}
