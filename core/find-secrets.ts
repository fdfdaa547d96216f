import type { Fault } from './contracts/fault.ts';
import {
  hasSecretParameter,
  hasUrlPassword,
  isAwsSecretField,
  isSecretField,
  isSecretHeader,
  MIN_SECRET_CHARACTERS,
} from './secret-fields.ts';
import { findSecretFormat, type SecretFormat } from './secret-formats.ts';

/**
 * A kind of text that looks like a secret: by its format, or by its place, which is the password of a URL, the value of a header or of a
 * parameter of a URL, or a field with a name such as `apiKey`.
 */
export type SecretKind = SecretFormat | 'url-password' | 'header' | 'url-parameter' | 'named-field';

/** A warning that a text looks like a secret. It does not hold the text. */
export interface SecretWarning {
  readonly path: Fault['path'];
  readonly code: 'secret';
  readonly kind: SecretKind;
}

/** The maximum number of warnings about a content. */
const MAX_SECRETS = 100;

/** Returns the texts that look like secrets in a content, each once: of a campaign, of a file of values or of a project file. */
export function findSecrets(content: unknown): SecretWarning[] {
  const found: SecretWarning[] = [];
  for (const { text, path } of walkTexts(content, [], new Set())) {
    const kind = text.length < MIN_SECRET_CHARACTERS ? undefined : findKind(text, path);
    if (kind !== undefined) found.push({ path, code: 'secret', kind });
    if (found.length === MAX_SECRETS) break;
  }
  return found;
}

const URL_FIELDS: readonly string[] = ['url', 'imageUrl'];

/** A text of a content, or a number as text, and the path to it. */
interface VisitedText {
  readonly text: string;
  readonly path: Fault['path'];
}

/** Yields the texts and numbers of a content. A value that aliases repeat is visited once. */
function* walkTexts(value: unknown, path: Fault['path'], seen: Set<object>): Generator<VisitedText> {
  if (typeof value === 'string' || typeof value === 'number') yield { text: String(value), path };
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, inner] of Object.entries(value))
    yield* walkTexts(inner, [...path, Array.isArray(value) ? Number(key) : key], seen);
}

function findKind(text: string, path: Fault['path']): SecretKind | undefined {
  const [name, isOfMessage] = [String(path.at(-1)), path[0] === 'messages' || path[0] === 'variants'];
  const format = findSecretFormat(text);
  if (format !== undefined) return format;
  if (isAwsSecretField(name, text)) return 'aws-secret-access-key';
  if (hasUrlPassword(text)) return 'url-password';
  if (isOfMessage && path.at(-2) === 'headers' && isSecretHeader(name, text)) return 'header';
  if (isOfMessage && URL_FIELDS.includes(name) && hasSecretParameter(text)) return 'url-parameter';
  return path.length === 1 && isSecretField(name, text) ? 'named-field' : undefined;
}
