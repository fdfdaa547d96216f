import { MINUTE } from '../../core/contracts/time-span.ts';

/** What cannot be counted without AWS, and is assumed. */

/** Milliseconds that a request of a Lambda takes on its way and back. */
export const ROUND_TRIP = 5;
/** Milliseconds of a whole processor that a Lambda spends on each request it makes: all it does in between, shared out. */
export const PROCESSOR_TIME = 0.6;
/** Memory that comes with a whole processor, in MB. */
export const WHOLE_PROCESSOR = 1_769;
/** Milliseconds of an invocation that does nothing. */
export const EMPTY_INVOCATION = 2;
/** Milliseconds that a cold start takes; they are billed. */
export const COLD_START = 400;
/** A Lambda that nobody called for so long is gone. */
export const STAYS_WARM = 5 * MINUTE;

/** Lambda polls a queue side by side; each poll takes at most ten messages. */
export const POLLERS = 5;
export const MAX_RECEIVED = 10;
/** Milliseconds from one poll to the next while there is something. */
export const POLL = 10;

/** Events that producers put in a second at most. */
export const BLAST_RATE = 10_000;

/** Bytes that CloudWatch bills for a log event beside its text. */
export const LOG_EVENT = 26;

const REQUEST = '8f507cfc-1111-4697-b07a-ac58fc914c95';
/** What Lambda itself writes into the log of every invocation. */
export const PLATFORM_LINES = [
  `START RequestId: ${REQUEST} Version: $LATEST\n`,
  `END RequestId: ${REQUEST}\n`,
  `REPORT RequestId: ${REQUEST}\tDuration: 123.45 ms\tBilled Duration: 124 ms\tMemory Size: 1024 MB\tMax Memory Used: 140 MB\t\n`,
] as const;
/** And into that of a cold start. */
export const COLD_LINE =
  'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0cdcfbdefbc5e7d3343f73c2e2dd3cba17d61dea0686b404502a0c9ce83931b9\n';

/** How long a trickle lasts. */
export const TRICKLE = 24 * 60 * MINUTE;
/** Campaigns that nobody listens to, whose interactions match nothing. */
export const STRANGERS = 20;
/** What API Gateway writes into the access log of a call. */
export const ACCESS_LINE = JSON.stringify({
  requestId: 'AbCdEfGhIjKlMnO=',
  at: '01/Dec/2026:12:00:00 +0000',
  caller: 'arn:aws:sts::000000000000:assumed-role/producer/session-of-producer',
  ip: '203.0.113.10',
  method: 'POST',
  route: '$default',
  status: '200',
  milliseconds: '45',
  bytes: '120',
  error: '-',
  integrationError: '-',
});
/** Months that logs are kept. */
export const LOGS_KEPT = 3;
