import * as v from 'valibot';
import type { CancelPublicationRequest, CancelWaitsMessage, CancelWaveRequest } from './cancel-waits.ts';
import { openObject } from './fault.ts';
import { isObject } from './object.ts';
import { parseJsonInput } from './parse-input.ts';
import { waveSchema, wholeNumberSchema } from './wave-schema.ts';

const cursor = v.exactOptional(v.string('text'));
const REASON_EXPECTED = 'campaign-stopped or wave-aborted';

const waveRequestSchema: v.GenericSchema<unknown, CancelWaveRequest> = openObject({
  wave: waveSchema,
  reason: v.picklist(['campaign-stopped', 'wave-aborted'], REASON_EXPECTED),
  cursor,
});

const publicationRequestSchema: v.GenericSchema<unknown, CancelPublicationRequest> = openObject({
  campaignId: v.string('text'),
  publication: wholeNumberSchema,
  cursor,
});

/** Both schemas, of which the field `wave` chooses one, so that a fault is one of the fields that were meant. */
const messageSchema: v.GenericSchema<unknown, CancelWaitsMessage> = v.lazy((input) =>
  isObject(input) && 'wave' in input ? waveRequestSchema : publicationRequestSchema,
);

/** Parses the body of a message in the queue of end-waits. Throws an error that names the field that is wrong. */
export function parseCancelWaitsMessage(body: string): CancelWaitsMessage {
  return parseJsonInput(messageSchema, body, 'message');
}
