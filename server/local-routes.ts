import * as v from 'valibot';
import type { Routes } from '../api/routes.ts';
import { problemSchema } from '../api/schemas/problem.ts';
import { clockSchema } from './schemas/clock.ts';
import { dispatchListSchema } from './schemas/dispatch.ts';
import { putEventsFaultSchema, putEventsSchema } from './schemas/put-events.ts';

const NOT_MANUAL = 'The clock is not manual, or would go back.';

/** The calls that only one machine has, for its OpenAPI document. */
export const LOCAL_ROUTES = {
  'POST /': {
    summary: 'Takes PutEvents of the AWS SDK and the AWS command line',
    answer: putEventsSchema,
    // What is refused before the route is reached is answered as for every other call.
    problem: v.union([putEventsFaultSchema, problemSchema]),
    mediaType: 'application/x-amz-json-1.1',
  },
  'GET /dispatches': {
    summary: 'Lists messages that left, oldest first',
    query: ['cursor'],
    answer: dispatchListSchema,
  },
  'GET /clock': { summary: 'Returns the time of the manual clock', answer: clockSchema, problems: { 409: NOT_MANUAL } },
  'POST /clock': {
    summary: 'Moves the manual clock, and does everything that falls due on the way',
    body: 'ClockMove',
    answer: clockSchema,
    problems: { 409: NOT_MANUAL },
  },
} as const satisfies Routes;
