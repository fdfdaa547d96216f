import * as v from 'valibot';
import { CHANNELS } from './definition.ts';
import { openObject } from './fault.ts';
import { HOLD_BACK_REASONS } from './sending.ts';

const text = v.pipe(v.string('text'), v.minLength(1, 'text'));
const wholeNumber = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number from 0'),
);

/** The schema of a message that is sent as a test (R91). On AWS, the interface hands it to the function of its sender. */
export const testSendSchema = openObject({
  /** The rendered message. The sender marks it as a test. */
  message: v.looseObject({ channel: v.picklist(CHANNELS, `one of ${CHANNELS.join(', ')}`) }, 'a rendered message'),
  /** The number of the message among those of its channel, from 0. */
  part: wholeNumber,
  /** An email address, the URL of a webhook, or the id of a user. */
  to: text,
  campaignId: text,
  version: wholeNumber,
  isTransactional: v.boolean('true or false'),
  /** A text that no other test has. */
  unique: text,
});

/** A message that is sent as a test. */
export type TestSend = v.InferOutput<typeof testSendSchema>;

/** The schema of the event with which the function of a sender is invoked for a test. */
export const testEventSchema = openObject({ test: testSendSchema });

/** The event with which the function of a sender is invoked for a test. */
export type TestEvent = v.InferOutput<typeof testEventSchema>;

/** The schema of the result of a test, or of the reason why it may not be sent. */
export const testResultSchema = v.variant('kind', [
  v.object({ kind: v.literal('sent'), providerId: v.exactOptional(v.string()) }),
  v.object({ kind: v.picklist(['refused', 'later', 'unknown']), reason: v.string() }),
  v.object({ kind: v.literal('not-allowed'), reason: v.picklist(HOLD_BACK_REASONS) }),
  v.object({ kind: v.literal('bad-target'), reason: v.string() }),
]);

/** The result of a test, or the reason why it may not be sent. */
export type TestResult = v.InferOutput<typeof testResultSchema>;

/** The failure of the call with which a test was handed to its sender: no result came. */
export interface TestFailure {
  readonly kind: 'failed';
  /** True if the answer did not come in time. */
  readonly isTimeout: boolean;
  /** True if it is not known whether the message left. */
  readonly mayHaveLeft: boolean;
}

/** A function that has a message sent as a test, once, by the sender of its channel. Throws if the channel has no sender. */
export type SendTest = (test: TestSend) => Promise<TestResult | TestFailure>;
