import * as v from 'valibot';

/** The codes of problems, for programs. The list is closed. */
export const PROBLEM_CODES = [
  'apply-ended',
  'apply-in-progress',
  'archived',
  'body-too-large',
  'broken-cursor',
  'changed-by-hand',
  'changed-meanwhile',
  'clock-backwards',
  'clock-not-manual',
  'cycle',
  'dot-segments',
  'foreign-origin',
  'internal-failure',
  'invalid-apply',
  'invalid-campaign',
  'invalid-currents',
  'invalid-days',
  'invalid-entries',
  'invalid-erasure',
  'invalid-form',
  'invalid-host',
  'invalid-ids',
  'invalid-json',
  'invalid-limit',
  'invalid-move',
  'invalid-plan',
  'invalid-press',
  'invalid-preview',
  'invalid-settings',
  'invalid-test',
  'invalid-token-request',
  'invalid-user-id',
  'missing-parameter',
  'invalid-version',
  'nested-too-deep',
  'no-sender',
  'no-statistics',
  'no-token-keys',
  'not-managed',
  'not-on-allow-list',
  'not-published',
  'not-utf8',
  'of-another-project',
  'opens-not-tracked',
  'published',
  'sending-off',
  'target-archived',
  'target-of-another-tool',
  'test-failed',
  'test-timed-out',
  'too-many-paused',
  'too-many-records',
  'unauthorized',
  'unhealthy',
  'unknown-button',
  'unknown-campaign',
  'unknown-host',
  'unknown-link',
  'unknown-message',
  'unknown-order',
  'unknown-path',
  'unknown-queue',
  'unknown-state',
  'unknown-status',
  'unknown-variant',
  'unknown-version',
  'unknown-view',
  'unsupported-media-type',
  'wrong-method',
] as const;

const placeSchema = v.pipe(v.number(), v.integer(), v.minValue(1));

/** The schema of a detail: a fault with its position, or a reason with its code. A fault of a text has its line and column, counted from 1. */
export const detailSchema = v.union([
  v.object({
    path: v.string(),
    found: v.string(),
    expected: v.string(),
    line: v.optional(placeSchema),
    column: v.optional(placeSchema),
  }),
  v.object({ code: v.picklist(PROBLEM_CODES), message: v.string() }),
]);

/** The schema of the reason why a call is not answered as requested. */
export const problemSchema = v.object({
  error: v.object({
    code: v.picklist(PROBLEM_CODES),
    /** A sentence for people. */
    message: v.string(),
    details: v.optional(v.array(detailSchema)),
  }),
});

/** The reason why a call is not answered as requested. */
export type Problem = v.InferOutput<typeof problemSchema>['error'];
/** A code of a problem. */
export type ProblemCode = Problem['code'];

/** The schema of the answer of API Gateway, which refuses a call before the interface sees it. */
export const gatewayProblemSchema = v.object({ message: v.nullable(v.string()) });
