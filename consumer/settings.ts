import * as v from 'valibot';
import { CONSUMER_ENVIRONMENT } from '../core/contracts/consumer-environment.ts';
import { openObject } from '../core/contracts/fault.ts';
import { parseInput } from '../core/contracts/parse-input.ts';
import type { TimeSpan } from '../core/contracts/time-span.ts';

/** The settings of a consumer, from the environment of its Lambda function. */
export interface ConsumerSettings {
  readonly queueUrl: string;
  readonly deadLettersUrl: string;
  readonly tableName: string;
  readonly retryFor: TimeSpan;
  readonly maxDelay: TimeSpan;
  readonly lease: TimeSpan;
}

const EXPECTED = 'a value that the construct `MessageConsumer`, or `onMessage` of a connector, sets';
const text = v.pipe(v.string(EXPECTED), v.minLength(1, EXPECTED));
const milliseconds = v.pipe(v.string(EXPECTED), v.regex(/^\d+$/, EXPECTED), v.transform(Number));

const { queue, deadLetters, table, retryForMs, maxDelayMs, leaseMs } = CONSUMER_ENVIRONMENT;
const environmentSchema = openObject({
  [queue]: text,
  [deadLetters]: text,
  [table]: text,
  [retryForMs]: milliseconds,
  [maxDelayMs]: milliseconds,
  [leaseMs]: milliseconds,
});

/** Reads the settings. Throws an error that names each variable which is missing. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): ConsumerSettings {
  const values = parseInput(environmentSchema, environment, 'environment');
  return {
    queueUrl: values[queue],
    deadLettersUrl: values[deadLetters],
    tableName: values[table],
    retryFor: values[retryForMs],
    maxDelay: values[maxDelayMs],
    lease: values[leaseMs],
  };
}
