import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const wave = createWave('reminder', 1, NOON);
const purchase = onTheBus({ userId: 'ann', behavior: 'purchase.made' });

/** Creates a container whose log keeps the code and the error of each line. */
function withLog() {
  const lines: unknown[] = [];
  const { services, ...rest } = new Installed().lambda();
  const warn = (code: string, { error }: Readonly<Record<string, unknown>>) => void lines.push([code, error]);
  const container: Container = { ...rest, services: { ...services, log: { ...services.log, warn } } };
  return { container, lines };
}

type CreateHandler = typeof endWaits | typeof matchException;

/** Delivers a message once, and returns whether it was given back, and what was logged. */
async function deliver(createHandler: CreateHandler, message: SQSRecord) {
  const { container, lines } = withLog();
  const back = await handed(createHandler(container), [message]);
  return { isBack: back.length === 1, lines };
}

const failed = (error: string) => ({ isBack: true, lines: [['MESSAGE_FAILED', `Error: ${error}`]] });

test.each([
  ['{', 'message: expected JSON, found "{"'],
  ['null', 'message: the whole: expected an object with the fields campaignId, publication, cursor, found null'],
  [{ wave, reason: 'tired' }, 'message: reason: expected campaign-stopped or wave-aborted, found "tired"'],
  [
    { wave: { ...wave, departure: 'soon' }, reason: 'wave-aborted' },
    'message: wave.departure: expected a whole number, found "soon"',
  ],
  [
    { wave: 7, reason: 'wave-aborted' },
    'message: wave: expected an object with the fields name, campaignId, publication, departure, found 7',
  ],
  [{ campaignId: 'reminder' }, 'message: publication: expected a whole number, found nothing'],
  [{ campaignId: 'reminder', publication: 1, cursor: 5 }, 'message: cursor: expected text, found 5'],
])('the message %j to cancel waits goes back to its queue, and the log names the field', async (body, error) => {
  expect(await deliver(endWaits, record(body))).toEqual(failed(error));
});

const changed = (input: unknown) => ({ detail: { name: wave.name, status: 'ABORTED', input } });

test.each([
  [{ detail: { name: wave.name, input: '{}' } }, 'message: detail.status: expected text, found nothing'],
  [changed(null), 'message: detail.input: expected text, found null'],
  [changed('{'), 'message: detail.input: expected JSON, found "{"'],
  [
    changed('{"call":{}}'),
    'message: detail.input: call.wave: expected an object with the fields name, campaignId, publication, departure, found nothing',
  ],
])('the message %j about an execution goes back to its queue, and the log names the field', async (body, error) => {
  expect(await deliver(waveEnded, record(body))).toEqual(failed(error));
});

test.each([
  [{ SentTimestamp: 'noon' }, 'message: attributes.SentTimestamp: expected digits, found "noon"'],
  [{ ApproximateReceiveCount: '' }, 'message: attributes.ApproximateReceiveCount: expected digits, found ""'],
])(
  'an event whose message has the attributes %j goes back to its queue, and the log names them',
  async (more, error) => {
    const message = record(purchase);
    const attributes = { ...message.attributes, ...more };
    expect(await deliver(matchException, { ...message, attributes })).toEqual(failed(error));
  },
);

test('an event that was forwarded at no instant goes back to its queue, and the log names the attribute', async () => {
  const attributes = { [FORWARDED_AT_ATTRIBUTE]: { DataType: 'Number', StringValue: 'noon' } };
  expect(await deliver(matchException, record(purchase, { attributes }))).toEqual(
    failed('message: messageAttributes.handedOnAt.stringValue: expected a number, found "noon"'),
  );
});

test.each(['1700000000000', '1.7E+12', '17e11'])(
  'an event that was forwarded at %s is read, because SQS may trim the zeros of a number',
  async (StringValue) => {
    const attributes = { [FORWARDED_AT_ATTRIBUTE]: { DataType: 'Number', StringValue } };
    expect(await deliver(matchException, record(purchase, { attributes }))).toEqual({ isBack: false, lines: [] });
  },
);

const call = createFirstCall(wave);

test.each([
  [{}, 'input: wave: expected an object with the fields name, campaignId, publication, departure, found nothing'],
  [{ ...call, at: '2026-12-01' }, 'input: at: expected a whole number, found "2026-12-01"'],
  [{ ...call, broken: -1 }, 'input: broken: expected a whole number from 0, found -1'],
  [{ ...call, isPart: false }, 'input: isPart: expected true, found false'],
  [
    { ...call, wave: { ...wave, name: 1, campaignId: 2 } },
    'input: wave.name: expected text, found 1; wave.campaignId: expected text, found 2',
  ],
])('a wave that is called with %j fails, and the error of its execution names the field', async (input, error) => {
  await expect(dispatch(withLog().container)(input, lasting(MINUTE))).rejects.toThrow(error);
});
