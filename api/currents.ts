import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { fromCurrents, readCurrentsBody } from '../core/currents.ts';
import { problem } from './answers.ts';
import { readBody } from './body.ts';
import type { ApiDeps } from './deps.ts';

/** What became of the records of one call, in the words of the interface. */
interface Ingested {
  accepted: number;
  skipped: number;
  readonly rejected: { readonly id: string; readonly reason: string }[];
}

/** Braze Currents' custom HTTP connector posts here. */
export function currentsRoutes(app: Hono, deps: ApiDeps): void {
  app.post('/ingest/currents', async (context) => {
    if (!isToken(context.req.header('authorization'), await deps.currentsToken())) return unauthorized(context);
    const reading = await readBody(context);
    if ('refused' in reading) return reading.refused;
    const records = readCurrentsBody(reading.body);
    if (records !== undefined) return context.json(await ingest(records, deps));
    const message = 'body: expected one event of Currents, or { "events": [...] }';
    return problem(context, 400, { code: 'invalid-currents', message });
  });
}

async function ingest(records: readonly unknown[], { bus, services }: ApiDeps): Promise<Ingested> {
  const ingested: Ingested = { accepted: 0, skipped: 0, rejected: [] };
  const put: { readonly id: string; readonly entries: number }[] = [];
  const entries: unknown[] = [];
  for (const record of records) {
    const reading = fromCurrents(record);
    if (reading.kind === 'entries') {
      put.push({ id: reading.id, entries: reading.entries.length });
      entries.push(...reading.entries);
    } else if (reading.kind === 'rejected') {
      const { id, reason } = reading;
      const refused = { code: 'MalformedEntry', message: reason, at: services.clock.now(), entry: record } as const;
      await services.together(() => services.refusals.keep(refused));
      ingested.rejected.push({ id, reason });
    } else ingested.skipped += 1;
  }
  const results = entries.length === 0 ? [] : await bus.put(entries);
  let first = 0;
  for (const { id, entries: length } of put) {
    const refused = results.slice(first, first + length).find((result) => 'errorMessage' in result);
    first += length;
    if (refused === undefined) ingested.accepted += 1;
    else ingested.rejected.push({ id, reason: refused.errorMessage });
  }
  return ingested;
}

/** Compared in a time that says nothing about the token. */
function isToken(authorization: string | undefined, token: string | undefined): boolean {
  const given = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  if (given === undefined || token === undefined || token === '') return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'));
}

function unauthorized(context: Context): Response {
  context.header('WWW-Authenticate', 'Bearer');
  const message = 'authorization: expected "Bearer" and the token that CURRENTS_TOKEN holds';
  return problem(context, 401, { code: 'unauthorized', message });
}
