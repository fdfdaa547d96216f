import { handle } from 'hono/aws-lambda';
import { INTERACTIVE_CALL_LIMITS } from '../adapters/aws/clients.ts';
import type { IngestDeps } from '../api/deps.ts';
import { createIngestApi } from '../api/ingest.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { createDropUnmatched } from '../engine/drop-unmatched.ts';
import { createContainer } from './runtime/container.ts';
import { createCurrentsTokenReader } from './runtime/currents-token-reader.ts';
import { defineHandler } from './runtime/define-handler.ts';
import type { HttpAnswer, HttpEvent } from './runtime/http-event.ts';

/** Creates the handler of the ingest API, behind API Gateway: its callers do not sign, and carry a token. */
export function createHandler(getCurrentsToken: IngestDeps['getCurrentsToken']) {
  return defineHandler<HttpEvent, HttpAnswer>(({ services, meter, eventsOnBus }) => {
    const app = createIngestApi({
      services,
      bus: services.bus,
      // On the bus an event may be of use to others, although no follow-up listens to it.
      ...(eventsOnBus ? {} : { dropUnmatched: createDropUnmatched(services) }),
      getCurrentsToken,
      countRefusedToken: () => meter.add(METRICS.tokensRefused, 1),
    });
    return handle(app);
  });
}

const container = createContainer(INTERACTIVE_CALL_LIMITS);
const { deadline, services } = container;
const getCurrentsToken = createCurrentsTokenReader(process.env[ENVIRONMENT.currentsSecret], {
  deadline,
  now: services.clock.now,
});
export const handler = createHandler(getCurrentsToken)(container);
