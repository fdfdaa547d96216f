import { RESOURCE_NAMES } from '../../doubles/aws.ts';
import { drained, type Installed, record } from './in-container.ts';

/** Returns the messages that match-exception forwarded, as match-trigger receives them. */
export const forwarded = (installed: Installed) =>
  [...drained(installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl))].map(({ body, attributes }) =>
    record(body, { attributes, sentAt: installed.now }),
  );
