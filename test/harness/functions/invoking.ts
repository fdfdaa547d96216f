import type { Context } from 'aws-lambda';
import type { InvokeFunction } from '../../../adapters/aws/invoke-function.ts';
import type { TestEvent } from '../../../core/contracts/test-send.ts';
import { type Around, straight } from '../../doubles/tally.ts';
import { lasting } from './in-container.ts';

/** The handler of a Lambda function that answers tests. */
type TestHandler = (event: TestEvent, context: Context) => Promise<unknown>;

/**
 * Creates the function that invokes Lambda functions by their URLs. Events and answers go through JSON, as over the wire, and the error of
 * a function is answered as Lambda does.
 */
export function invoking(handlers: Readonly<Record<string, TestHandler>>, around: Around = straight): InvokeFunction {
  return async (url, event, timeout) => {
    const handler = handlers[url];
    if (handler === undefined) throw new Error(`stand-in: knows no function at ${url}`);
    const received = JSON.parse(JSON.stringify(event));
    return around(`Invoke ${url}`, () => handler(received, lasting(timeout))).then(
      (answer) => ({ answer: JSON.stringify(answer) }),
      (error: Error) => ({ failure: String(error), mayHaveRun: true, isTimeout: false, errorName: error.name }),
    );
  };
}

/** Invokes nothing, where no channel has a sender. */
export const invokesNothing: InvokeFunction = invoking({});
