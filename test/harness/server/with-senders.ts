import { onTestFinished } from 'vitest';
import { createSenderSetup } from '../../../server/create-senders.ts';
import { openRuntime } from '../../../server/local-runtime.ts';
import { parseSendingSettings } from '../../../server/sending-settings.ts';
import { startServer } from '../../../server/server.ts';
import { START, silent } from '../api/open-api.ts';
import { command } from '../cli/installation.ts';

/** Starts a server with the senders that an environment sets, and a clock that the test moves, until the test ends. */
export async function startWithSenders(env: Readonly<Record<string, string>>) {
  const sending = parseSendingSettings(env);
  if ('fault' in sending) throw new Error(sending.fault);
  const senderSetup = createSenderSetup(sending);
  const machine = openRuntime({ directory: ':memory:', clockStart: START, senderSetup, log: silent });
  const { url, stop } = await startServer(machine, {
    port: 0,
    currentsToken: undefined,
    publicServer: sending.publicServer,
    log: silent,
  });
  onTestFinished(() => stop());
  const call = async (method: string, path: string, { body, headers }: { body?: unknown; headers?: object } = {}) => {
    const init = { method, headers: { 'content-type': 'application/json', ...headers } };
    const response = await fetch(
      `${url}${path}`,
      body === undefined ? { ...init } : { ...init, body: JSON.stringify(body) },
    );
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const connector = (...words: readonly string[]) => command([...words, '--endpoint', url]);
  return { url, machine, call, connector };
}
