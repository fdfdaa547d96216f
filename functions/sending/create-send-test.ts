import * as v from 'valibot';
import type { InvocationFailure, InvokeFunction } from '../../adapters/aws/invoke-function.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { type SendTest, type TestEvent, type TestFailure, testResultSchema } from '../../core/contracts/test-send.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Log } from '../../core/ports.ts';
import { readSetting } from '../runtime/read-setting.ts';
import { NOT_SENT } from './not-sent-error.ts';

/** The time in which the answer to the caller is made and passed on after that of the sender. */
const TIME_RESERVE: TimeSpan = 2 * SECOND;
/** The time below which no test is begun: its answer could not come. */
const MIN_TIME: TimeSpan = SECOND;

/** The settings with the URLs of the functions of the senders. */
const SENDER_URLS: Readonly<Record<Channel, keyof typeof ENVIRONMENT | undefined>> = {
  email: 'emailSender',
  webhook: 'webhookSender',
  in_app_message: 'inboxSender',
  content_card: 'inboxSender',
  sms: undefined,
  push: undefined,
};

/** The failure of a sender that answered something else. */
const UNREADABLE: InvocationFailure = {
  failure: 'its answer is no result of a test',
  mayHaveRun: true,
  isTimeout: false,
};

/** The means by which tests are handed to the functions of the senders. */
export interface SendTestDeps {
  readonly invokeFunction: InvokeFunction;
  readonly log: Log;
  /** Returns the milliseconds that are left of the call. */
  readonly getRemainingMs: () => TimeSpan;
}

/**
 * Creates the function that has tests sent by the functions of the senders, which have their secrets and enforce the allow list (R91). Each
 * is invoked once for a message: a repeat could be a second message.
 */
export function createSendTest({ invokeFunction, log, getRemainingMs }: SendTestDeps): SendTest {
  const fail = (channel: Channel, failure: InvocationFailure): TestFailure => {
    log.warn('TEST_FAILED', { channel, error: failure.failure });
    const mayHaveLeft = failure.mayHaveRun && failure.errorName !== NOT_SENT;
    return { kind: 'failed', isTimeout: failure.isTimeout, mayHaveLeft };
  };
  return async (test) => {
    const { channel } = test.message;
    const setting = SENDER_URLS[channel];
    if (setting === undefined) throw new Error(`${channel}: expected a channel with a sender`);
    const timeout = getRemainingMs() - TIME_RESERVE;
    if (timeout < MIN_TIME) {
      return fail(channel, { failure: 'no time was left for the message', mayHaveRun: false, isTimeout: true });
    }
    const event: TestEvent = { test };
    const invocation = await invokeFunction(readSetting(setting), event, timeout);
    if ('failure' in invocation) return fail(channel, invocation);
    const result = v.safeParse(testResultSchema, parseJson(invocation.answer));
    return result.success ? result.output : fail(channel, UNREADABLE);
  };
}
