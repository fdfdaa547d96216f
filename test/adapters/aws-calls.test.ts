import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AwsClients } from '../../adapters/aws/client-interfaces.ts';
import { BACKGROUND_CALL_LIMITS, createAwsClients, INTERACTIVE_CALL_LIMITS } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { createCurrentsTokenReader } from '../../functions/runtime/currents-token-reader.ts';
import { createSecretReader } from '../../functions/runtime/secret-reader.ts';

// How the clients call, over the wire: the SDK's own retries and time-outs, and the deadline of an invocation.

type Behavior = (response: ServerResponse) => void;

const answering: Behavior = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end('{"Item":{"pk":{"S":"p"}}}');
};
const breaking =
  (status: number, type: string): Behavior =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ __type: type }));
  };
const hanging: Behavior = () => undefined;

const answeringAfter =
  (milliseconds: number): Behavior =>
  (response) => {
    setTimeout(answering, milliseconds, response);
  };

let behaviors: Behavior[] = [];
let asked = 0;
let hungUp = 0;
const server = createServer((request, response) => {
  const behavior = behaviors[asked] ?? hanging;
  asked += 1;
  response.on('close', () => {
    if (!response.writableEnded) hungUp += 1;
  });
  request.resume().on('end', () => behavior(response));
});

const deadline = new Deadline();
let clients: AwsClients;
let patient: AwsClients;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('server: expected a port');
  process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${address.port}`;
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'any';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'any';
  clients = createAwsClients(deadline, BACKGROUND_CALL_LIMITS);
  patient = createAwsClients(deadline, INTERACTIVE_CALL_LIMITS);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [asked, hungUp] = [0, 0];
  deadline.start(60_000);
});

const get = ({ documents } = clients) =>
  documents.send(new GetCommand({ TableName: 'any', Key: { pk: 'p', sk: 's' } }));
const named = (name: string) => expect.objectContaining({ name });

describe('a call', () => {
  test('a call that is throttled, or breaks on the other side, is made again', async () => {
    behaviors = [breaking(400, 'ThrottlingException'), breaking(500, 'InternalServerError'), answering];
    expect((await get()).Item).toEqual({ pk: 'p' });
    expect(asked).toBe(3);
  });

  test('a call that is not answered within a second is hung up, and made again', async () => {
    behaviors = [hanging, answering];
    const began = performance.now();
    expect((await get()).Item).toEqual({ pk: 'p' });
    expect([asked, hungUp]).toEqual([2, 1]);
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  test('a call to a service that has become slow is given more time each time, until it is answered', {
    timeout: 60_000,
  }, async () => {
    behaviors = Array.from({ length: 3 }, () => answeringAfter(2_500));
    expect((await get(createAwsClients(deadline, BACKGROUND_CALL_LIMITS))).Item).toEqual({ pk: 'p' });
    // Given up after one second and after two; answered within four.
    expect([asked, hungUp]).toEqual([3, 2]);
  });

  test('a call to a service that has become slow is answered, though others have used up the repeats that the SDK allows itself', {
    timeout: 60_000,
  }, async () => {
    // A client repeats 50 calls that time out, and then none.
    behaviors = Array.from({ length: 200 }, () => answeringAfter(1_500));
    const busy = createAwsClients(deadline, BACKGROUND_CALL_LIMITS);
    const ended = await Promise.allSettled(Array.from({ length: 60 }, () => get(busy)));
    expect(ended.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect((await get(busy)).Item).toEqual({ pk: 'p' });
    // The client has learnt how long an answer takes; on a busy machine it hangs up once or twice more.
    expect(hungUp).toBeGreaterThanOrEqual(60);
    expect(hungUp).toBeLessThan(70);
  });

  test('a call that a person waits for is not given up while the service only takes seconds', {
    timeout: 60_000,
  }, async () => {
    behaviors = [answeringAfter(3_000)];
    expect((await get(patient)).Item).toEqual({ pk: 'p' });
    expect([asked, hungUp]).toEqual([1, 0]);
  });

  test('a call that a person waits for is made again where no answer comes, and ends before the gateway gives up', {
    timeout: 60_000,
  }, async () => {
    behaviors = [hanging, hanging, hanging];
    const began = performance.now();
    deadline.start(8_000);
    await expect(get(patient)).rejects.toEqual(named('AbortError'));
    expect(asked).toBe(2);
    expect(performance.now() - began).toBeLessThan(9_000);
  });

  test.each(['ConditionalCheckFailedException', 'ValidationException', 'AccessDeniedException'])(
    'a call that ends in a %s is made once: it would end so again',
    async (type) => {
      behaviors = [breaking(400, type), answering];
      await expect(get()).rejects.toEqual(named(type));
      expect(asked).toBe(1);
    },
  );
});

describe('an invocation that runs out of time', () => {
  test('an invocation that runs out of time gives up the running call, and does not make it again', async () => {
    behaviors = [hanging, answering];
    deadline.start(150);
    await expect(get()).rejects.toEqual(named('AbortError'));
    await expect.poll(() => hungUp).toBe(1);
    expect(asked).toBe(1);
  });

  test('an invocation that runs out of time makes no call any more, not even one that waits to be made again', async () => {
    behaviors = Array.from({ length: 20 }, () => breaking(400, 'ThrottlingException'));
    deadline.start(50);
    await expect(get()).rejects.toEqual(named('AbortError'));
    const before = asked;
    await expect(get()).rejects.toEqual(named('AbortError'));
    expect(asked).toBe(before);
  });

  test('an invocation that runs out of time gives up the running call, and still lets a message go back to its queue in seconds', async () => {
    // More than one: a call of the test before, which was given up, may arrive only now.
    behaviors = [hanging, hanging, hanging];
    deadline.start(20_000, { reserveMs: 19_850, lastReserveMs: 10 });
    await expect(get()).rejects.toEqual(named('AbortError'));
    behaviors = [answering, answering, answering];
    expect((await get()).Item).toEqual({ pk: 'p' });
  });

  test('an invocation that runs out of time gives up even the last call before the function is frozen', async () => {
    behaviors = [hanging, hanging];
    deadline.start(400, { reserveMs: 350, lastReserveMs: 100 });
    const begun = performance.now();
    await expect(get()).rejects.toEqual(named('AbortError'));
    await expect(get()).rejects.toEqual(named('AbortError'));
    expect(performance.now() - begun).toBeGreaterThan(250);
    expect(asked).toBe(2);
  });

  test('an invocation that runs out of time leaves the next one all of its time', async () => {
    deadline.start(1);
    await expect(get()).rejects.toEqual(named('AbortError'));
    behaviors = [answering, answering];
    deadline.start(60_000);
    expect((await get()).Item).toEqual({ pk: 'p' });
  });
});

describe('the token of Currents', () => {
  const telling: Behavior = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end('{"SecretString":"open sesame"}');
  };
  const token = () => createCurrentsTokenReader('secret', { deadline, now: () => 0 })();

  test('the token of Currents is asked for again if it does not come within three seconds', async () => {
    behaviors = [hanging, telling];
    expect(await token()).toBe('open sesame');
    expect([asked, hungUp]).toEqual([2, 1]);
  });

  test('the token of Currents is waited for no longer than the invocation lasts', async () => {
    behaviors = [];
    deadline.start(800);
    await expect(token()).rejects.toEqual(named('AbortError'));
    expect(asked).toBe(1);
  });
});

describe('the key of the hashes in logs', () => {
  const answeringSecret =
    (secret: string): Behavior =>
    (response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(`{"SecretString":"${secret}"}`);
    };
  const readKey = () => createSecretReader('secret', 'key of the log', deadline)();

  test('the key of the hashes in logs is read from its secret, after one attempt that failed', async () => {
    behaviors = [breaking(500, 'InternalServerError'), answeringSecret('a key')];
    expect(await readKey()).toBe('a key');
  });

  test('the key of the hashes in logs is given up after two attempts, within seconds, because the work of the invocation waits for it', async () => {
    behaviors = [hanging, hanging, answeringSecret('a key')];
    const startedAt = performance.now();
    await expect(readKey()).rejects.toThrow();
    expect(asked).toBe(2);
    expect(performance.now() - startedAt).toBeLessThan(6_000);
  });

  test('the key of the hashes in logs cannot be read if its secret is empty', async () => {
    behaviors = [answeringSecret('')];
    await expect(readKey()).rejects.toThrow('key of the log: expected text in its secret');
  });
});
