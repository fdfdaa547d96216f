import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { command, useInstallation } from '../harness/cli/installation.ts';

const PROFILE = { Source: 'shop', DetailType: 'User Profile Updated', Detail: { userId: 'ada', attributes: { a: 1 } } };

/** Serves answers in the place of an installation on AWS, each once by its call, the last one again and again. */
async function serve(answers: Readonly<Record<string, readonly object[]>>) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    const before = calls.filter((each) => each === call).length;
    calls.push(call);
    response.setHeader(OTHER_SERVER, 'dead letters');
    response.end(JSON.stringify(answers[call]?.at(before) ?? answers[call]?.at(-1)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { calls, run: (...words: string[]) => command([...words, '--endpoint', endpoint]) };
}

const queue = (name: string, messages: number) => ({ name, impact: 'users wait.', messages });

describe('dead-letters on one machine', () => {
  const installation = useInstallation();
  const { connector } = installation;

  test('dead-letters lists the queues with what they mean, and shows with a queue why its messages failed and whom they name', async () => {
    await installation.failEntry(PROFILE);
    expect((await connector(['dead-letters'])).out.split('\n')).toEqual([
      'QUEUE   MESSAGES  WHAT THEY MEAN',
      'events  1         users get messages that these events should have cancelled, or are not enrolled.',
    ]);
    expect((await connector(['dead-letters', 'events'])).out.split('\n')).toEqual([
      '2026-12-01T09:00:00Z  1  1 attempt  Error: it broke  users: ada',
      'This is a sample of at most ten. --json prints the messages themselves.',
    ]);
    const { sample } = JSON.parse((await connector(['dead-letters', 'events', '--json'])).out);
    expect(sample).toMatchObject([{ body: PROFILE }]);
  });

  test('dead-letters --retry says what it puts again, and asks; only yes puts it again', async () => {
    await installation.failEntry(PROFILE);
    const consequence = 'dead-letters: About 1 message of events will be processed again, as if they had just come';
    expect(await connector(['dead-letters', 'events', '--retry'])).toMatchObject({
      code: 1,
      err: `${consequence}. No terminal to ask on: --yes answers.`,
    });
    const { questions, err } = await connector(['dead-letters', 'events', '--retry'], { answers: false });
    expect([questions, err]).toEqual([[`${consequence}. Go on?`], 'Nothing was done.']);
    expect((await connector(['dead-letters'])).out).toContain('events  1');
    expect(await connector(['dead-letters', 'events', '--retry', '--yes'])).toMatchObject({
      code: 0,
      out: '1 message put again.',
    });
    await installation.advanceTo('2026-12-01T09:00:00Z');
    expect((await connector(['dead-letters'])).out).toContain('events  0');
    expect(await (await fetch(`${installation.endpoint}/profile?userId=ada`)).json()).toMatchObject({
      attributes: { a: 1 },
    });
  });

  test('dead-letters refuses a queue that the installation does not have, and --retry without one', async () => {
    const unknown = 'queue: expected one of events, found none';
    expect(await connector(['dead-letters', 'none'])).toMatchObject({ code: 1, err: unknown });
    expect(await connector(['dead-letters', 'none', '--retry'])).toMatchObject({ code: 1, err: unknown });
    expect(await connector(['dead-letters', '--retry'])).toMatchObject({
      code: 1,
      err: 'dead-letters --retry: expected a queue',
    });
  });
});

describe('dead-letters on AWS', () => {
  test('dead-letters --retry calls until all messages were looked at, and says how many a retry does not help', async () => {
    const { calls, run } = await serve({
      'GET /dead-letters': [{ queues: [queue('unsent-emails', 31)] }],
      'POST /dead-letters/unsent-emails/retry': [
        { retried: 20, left: 3, isDone: false },
        { retried: 8, left: 3, isDone: true },
      ],
    });
    const { code, out } = await run('dead-letters', 'unsent-emails', '--retry', '--yes');
    expect({ code, out: out.split('\n') }).toEqual({
      code: 0,
      out: ['28 messages put again.', '3 messages left, which a retry does not help: dead-letters unsent-emails'],
    });
    expect(calls.filter((each) => each.startsWith('POST'))).toHaveLength(2);
  });

  test('dead-letters --retry gives up where ten calls put nothing again', async () => {
    const { calls, run } = await serve({
      'GET /dead-letters': [{ queues: [queue('events', 1)] }],
      'POST /dead-letters/events/retry': [{ retried: 0, left: 0, isDone: false }],
    });
    expect(await run('dead-letters', 'events', '--retry', '--yes')).toMatchObject({
      code: 1,
      err: 'dead-letters: 0 messages put again. Run it again for the others.',
    });
    expect(calls.filter((each) => each.startsWith('POST'))).toHaveLength(10);
  });

  test('dead-letters shows no number for a queue that could not be read, and its exit code is 1', async () => {
    const error = 'AccessDenied: not authorized';
    const { run } = await serve({
      'GET /dead-letters': [{ queues: [{ name: 'events', impact: 'users wait.', error }, queue('profiles', 0)] }],
    });
    const { code, out, err } = await run('dead-letters');
    expect({ code, out: out.split('\n'), err }).toEqual({
      code: 1,
      out: [
        'QUEUE     MESSAGES  WHAT THEY MEAN',
        'events    ?         not read: AccessDenied: not authorized',
        'profiles  0',
      ],
      err: '1 queue could not be read',
    });
  });
});
