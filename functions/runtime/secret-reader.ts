import type { CallLimits } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';
import { loadOnce } from '../../adapters/aws/load-once.ts';

/** The limits of a call that the work of an invocation waits for: it gives up soon. */
const LIMITS: CallLimits = { requestTimeoutMs: 1_000, maxRequestTimeoutMs: 2_000, maxAttempts: 2 };

/** Creates a function that reads a secret. It gives up soon: the work of the invocation waits for it. `content` names the secret in errors. */
export function createSecretReader(secretId: string, content: string, deadline: Deadline): () => Promise<string> {
  const read = createLazySecretReader(secretId, deadline, LIMITS);
  return async () => {
    const text = await read();
    if (!text) throw new Error(`${content}: expected text in its secret`);
    return text;
  };
}

/**
 * Creates a function that returns the text of a secret, or undefined if it has none. The client of Secrets Manager is loaded by the first
 * call: most functions of most installations read no secret.
 */
export function createLazySecretReader(
  secretId: string,
  deadline: Deadline,
  limits: CallLimits,
): () => Promise<string | undefined> {
  const load = loadOnce(async () => (await import('./read-secret.ts')).createReadSecret(deadline, limits));
  return async () => (await load())(secretId);
}

/** Creates a function that reads a secret that never changes: at its first use, and not again. What needs it fails while it cannot be read. */
export function createKeptSecretReader(secretId: string, content: string, deadline: Deadline): () => Promise<string> {
  return loadOnce(createSecretReader(secretId, content, deadline));
}
