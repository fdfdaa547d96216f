import { MINUTE } from '../../core/contracts/time-span.ts';

/** Assumptions about what cannot be counted without AWS. */

/** The milliseconds that a request of a Lambda takes on its way and back. */
export const ROUND_TRIP = 5;
/** The milliseconds of a whole processor that a Lambda spends on each of its requests, with its other work shared out. */
export const PROCESSOR_TIME = 0.6;
/** The milliseconds of a whole processor that a Lambda spends on reading each event of a pack or of a call. */
export const EVENT_TIME = 0.05;
/** The memory in MB that comes with a whole processor. */
export const WHOLE_PROCESSOR = 1_769;
/** The milliseconds of an invocation that does nothing. */
export const EMPTY_INVOCATION = 2;
/** The milliseconds of a cold start; they are billed. */
export const COLD_START = 400;
/** The time after which a Lambda is gone that was not called. */
export const STAYS_WARM = 5 * MINUTE;

/** The number of pollers with which Lambda reads a queue; each poll returns at most ten messages. */
export const POLLERS = 5;
export const MAX_RECEIVED = 10;
/** The milliseconds from one poll to the next while there are messages. */
export const POLL = 10;

/** The maximum number of events in a second from producers. */
export const BLAST_RATE = 10_000;

/** The bytes that CloudWatch bills for a log event in addition to its text. */
export const LOG_EVENT = 26;

const REQUEST = '8f507cfc-1111-4697-b07a-ac58fc914c95';
/** The lines that Lambda itself writes into the log of every invocation. */
export const PLATFORM_LINES = [
  `START RequestId: ${REQUEST} Version: $LATEST\n`,
  `END RequestId: ${REQUEST}\n`,
  `REPORT RequestId: ${REQUEST}\tDuration: 123.45 ms\tBilled Duration: 124 ms\tMemory Size: 1024 MB\tMax Memory Used: 140 MB\t\n`,
] as const;
/** The line that Lambda writes into the log of a cold start. */
export const COLD_LINE =
  'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0cdcfbdefbc5e7d3343f73c2e2dd3cba17d61dea0686b404502a0c9ce83931b9\n';

/** The duration of a trickle. */
export const TRICKLE = 24 * 60 * MINUTE;
/** The number of campaigns without a follow-up, whose interactions match nothing. */
export const STRANGERS = 20;
/** The line that API Gateway writes into the access log of a call. */
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
/** The number of months for which logs are kept. */
export const LOGS_KEPT = 3;
