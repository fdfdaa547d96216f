import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { listening } from '../harness/processes.ts';
import type { SendingInstallation } from './deployed.ts';
import type { Call } from './interface.ts';

/** A webhook that arrived. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver of webhooks on the loopback interface, with what it received. */
export interface Hooks {
  readonly url: string;
  readonly received: readonly Received[];
  close(): void;
}

/** Starts a receiver of webhooks that gives some answers in turn, and with each failure asks to be called again after some seconds. */
export async function openHooks(statuses: readonly number[], retryAfter = 1): Promise<Hooks> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ headers, body: await text(request) });
    const status = statuses[received.length - 1] ?? 200;
    response.writeHead(status, status < 300 ? {} : { 'retry-after': String(retryAfter) }).end();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  return { url, received, close: () => server.close() };
}

/** Requests a link of an email at the address where the emulator answers for the public API. */
export function requestLink(link: string, { publicApi }: SendingInstallation, init: RequestInit): Promise<Response> {
  return fetch(`${publicApi}${new URL(link).pathname}`, { redirect: 'error', ...init });
}

const inboxSchema = v.object({ messages: v.array(v.looseObject({ id: v.string(), body: v.string() })) });

/** Returns the messages in an inbox. */
export async function listInbox(call: Call): Promise<{ readonly id: string; readonly body: string }[]> {
  return v.parse(inboxSchema, (await call('GET', '/inbox')).body).messages;
}
