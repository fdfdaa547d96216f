import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server on this machine: its origin, and the function that ends it. */
export interface Served {
  readonly origin: string;
  end(): Promise<void>;
}

/** Serves an interface at a free port of this machine. */
export function serve({ fetch }: Pick<Hono, 'fetch'>): Promise<Served> {
  return new Promise((resolve) => {
    const server = serveHono({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => {
      const end = () =>
        new Promise<void>((ended) => {
          server.close(() => ended());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ origin: `http://127.0.0.1:${port}`, end });
    });
  });
}
