import { expect, test } from 'vitest';
import { bought, openApi, received, resend } from '../harness/api/open-api.ts';

const PATH = '/campaigns/resend-welcome/enrollments';

test('an enrollment shows its state, from the wait to the dispatch or to the exception that cancelled it', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  await put(received('ada'), received('bob'));
  const waiting = (await call('GET', `${PATH}?userId=ada`)).body.enrollments;
  expect(waiting).toEqual([
    {
      enrollmentId: expect.any(String),
      userId: 'ada',
      campaignId: 'resend-welcome',
      state: 'waiting',
      triggeredAt: '2026-12-01T09:00:00.000Z',
      dueAt: '2026-12-08T09:00:00.000Z',
    },
  ]);
  await put(bought('bob'));
  await machine.advanceTo(Date.UTC(2026, 11, 9));
  const { enrollments } = (await call('GET', PATH)).body;
  expect(enrollments).toHaveLength(2);
  expect(enrollments).toContainEqual({
    ...waiting[0],
    state: 'dispatched',
    dispatchedAt: expect.stringMatching(/^2026-12-08T09:/),
  });
  expect(enrollments).toContainEqual(
    expect.objectContaining({ userId: 'bob', state: 'cancelled', reason: 'exception', cancelledBy: 'b-bob' }),
  );
});

test('enrollments are listed by state; the answer to an unknown state names the known ones', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  await put(received('ada'), received('bob'), bought('bob'));
  const usersOf = async (query: string) =>
    (await call('GET', `${PATH}${query}`)).body.enrollments.map(({ userId }: { userId: string }) => userId);
  expect(await usersOf('?state=waiting')).toEqual(['ada']);
  expect(await usersOf('?state=cancelled')).toEqual(['bob']);
  expect(await usersOf('?state=waiting&userId=bob')).toEqual([]);
  const { status, body } = await call('GET', `${PATH}?state=asleep`);
  expect([status, body.error.code]).toEqual([400, 'unknown-state']);
  expect(body.error.message).toContain('waiting, claimed, dispatched, cancelled, withheld');
});

test('a standby that never waited, and a message that left immediately, are not listed because they had no wave', async () => {
  const { call, publish, put } = openApi();
  await publish({ ...resend, reeligibility: 'never' });
  await put(received('ada'), received('ada', { id: 'second' }), bought('ada'));
  expect((await call('GET', PATH)).body.enrollments).toHaveLength(1);
  await publish({ ...resend, id: 'immediate', delay: 'none', exceptions: [] });
  await put(received('bob'));
  expect((await call('GET', '/campaigns/immediate/enrollments')).body).toEqual({ enrollments: [] });
  expect((await call('GET', '/campaigns/immediate/enrollments?userId=bob')).body).toEqual({ enrollments: [] });
});

test('a wait that an earlier trigger took over is cancelled, and waiting again when the earlier one is cancelled (R42)', async () => {
  const { call, machine, publish, put } = openApi();
  await publish({ ...resend, reeligibility: 'never' });
  await machine.advanceTo(Date.UTC(2026, 11, 1, 12));
  const at = (id: string, occurredAt: string) => received('ada', { id, occurredAt });
  await put(at('later', '2026-12-01T11:00:00Z'), at('earlier', '2026-12-01T10:00:00Z'));
  const statesOf = async () =>
    (await call('GET', PATH)).body.enrollments.map(({ state, triggeredAt }: Record<string, string>) => [
      triggeredAt?.slice(11, 13),
      state,
    ]);
  expect(await statesOf()).toEqual([
    ['10', 'waiting'],
    ['11', 'cancelled'],
  ]);
  const purchase = bought('ada');
  await put({ ...purchase, Detail: { ...purchase.Detail, occurredAt: '2026-12-01T10:30:00Z' } });
  expect(await statesOf()).toEqual([
    ['10', 'cancelled'],
    ['11', 'waiting'],
  ]);
});

test('pages of a hundred list every enrollment once, over waves of any size', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  const users = Array.from({ length: 430 }, (_, each) => `user-${each}`);
  await put(...users.slice(0, 230).map((user) => received(user)));
  for (const [index, user] of users.slice(230).entries()) {
    if (index % 2 === 0) await machine.advanceTo(machine.services.clock.now() + 20 * 60_000);
    await put(received(user));
  }
  const seen: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const { body }: Awaited<ReturnType<typeof call>> = await call('GET', `${PATH}?cursor=${cursor}`);
    seen.push(...body.enrollments.map(({ userId }: { userId: string }) => userId));
    sizes.push(body.enrollments.length);
    cursor = body.cursor;
  }
  expect([...seen].sort()).toEqual([...users].sort());
  expect(Math.max(...sizes)).toBe(100);
});

test('one call reads about a thousand seats, and the next one continues where it stopped', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  for (const part of [0, 1]) await put(...Array.from({ length: 600 }, (_, each) => received(`user-${part}-${each}`)));
  const first = (await call('GET', `${PATH}?state=dispatched`)).body;
  expect(first).toEqual({ enrollments: [], cursor: expect.any(String) });
  expect((await call('GET', `${PATH}?state=dispatched&cursor=${first.cursor}`)).body).toEqual({ enrollments: [] });
});

test('one call reads fewer seats if their events are long, and the list is still complete', async () => {
  let calls = 0;
  const { call, publish, put } = openApi({
    services: (services) => ({
      ...services,
      seats: {
        ...services.seats,
        // A store cuts a page whose events are long.
        listByWave: (wave, max, cursor) => {
          calls += 1;
          return services.seats.listByWave(wave, Math.min(max, 2), cursor);
        },
      },
    }),
  });
  await publish(resend);
  await put(...Array.from({ length: 50 }, (_, each) => received(`user-${each}`)));
  const first = (await call('GET', `${PATH}?state=dispatched`)).body;
  expect([first, calls]).toEqual([{ enrollments: [], cursor: expect.any(String) }, 10]);
  const seen: string[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const { body }: Awaited<ReturnType<typeof call>> = await call('GET', `${PATH}?cursor=${cursor}`);
    seen.push(...body.enrollments.map(({ userId }: { userId: string }) => userId));
    cursor = body.cursor;
  }
  expect(new Set(seen).size).toBe(50);
  expect(seen).toHaveLength(50);
});

test('a page of many waits of one user reads the row of that user once', async () => {
  const read: string[] = [];
  const { call, publish, put } = openApi({
    services: (services) => ({
      ...services,
      rows: {
        ...services.rows,
        read: (key) => {
          read.push(key.userId);
          return services.rows.read(key);
        },
      },
    }),
  });
  await publish(resend);
  await put(...Array.from({ length: 40 }, (_, index) => received('ada', { id: `r-${index}` })), received('bob'));
  expect((await call('GET', PATH)).body.enrollments).toHaveLength(41);
  expect(read.toSorted()).toEqual(['ada', 'bob']);
});

test('a list of enrollments has at most as many on a page as its limit allows, and misses none and repeats none, of all states and of one', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  const users = Array.from({ length: 25 }, (_, index) => `user-${String(index).padStart(2, '0')}`);
  // In two waves, so that a page of them ends within the second.
  await put(...users.slice(0, 10).map((user) => received(user)));
  await machine.advanceTo(Date.UTC(2026, 11, 2));
  await put(...users.slice(10).map((user) => received(user, { occurredAt: '2026-12-02T00:00:00Z' })));
  await put(...users.filter((_, index) => index % 5 === 0).map((user) => bought(user)));
  const listAll = async (query: string) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const { body } = await call('GET', `${PATH}?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      pages.push(body.enrollments.map(({ userId }: { userId: string }) => userId));
      cursor = body.cursor;
    } while (cursor !== undefined);
    return pages;
  };
  for (const [query, expected] of [
    ['limit=4', users],
    ['limit=25', users],
    ['state=cancelled&limit=2', users.filter((_, index) => index % 5 === 0)],
    ['state=waiting&limit=3', users.filter((_, index) => index % 5 !== 0)],
  ] as const) {
    const pages = await listAll(query);
    expect(pages.flat().toSorted(), query).toEqual(expected);
    expect(Math.max(...pages.map(({ length }) => length)), query).toBeLessThanOrEqual(
      Number(/limit=(\d+)/.exec(query)?.[1]),
    );
  }
  // The limit may differ from page to page, as in the console.
  for (const query of ['state=waiting', '']) {
    const first = (await call('GET', `${PATH}?${query}&limit=15`)).body;
    const rest = (await call('GET', `${PATH}?${query}&limit=3&cursor=${first.cursor}`)).body;
    const last = (await call('GET', `${PATH}?${query}&cursor=${rest.cursor}`)).body;
    const ids = [first, rest, last].flatMap(({ enrollments }) =>
      enrollments.map(({ userId }: { userId: string }) => userId),
    );
    expect([ids.length, new Set(ids).size, last.cursor], query).toEqual(
      query === '' ? [25, 25, undefined] : [20, 20, undefined],
    );
  }
  expect(await call('GET', `${PATH}?limit=0`)).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid-limit' } },
  });
  expect((await call('GET', `${PATH}?userId=user-00&limit=1`)).body.enrollments).toHaveLength(1);
});
