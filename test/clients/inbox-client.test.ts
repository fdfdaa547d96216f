import { afterEach, describe, expect, test, vi } from 'vitest';
import { InboxCallError, InboxClient } from '../../clients/web/inbox-client.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { inboxMessage } from '../harness/adapters/sample-inbox.ts';
import { openPublic } from '../harness/api/open-public.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens a client whose calls reach a public interface in this process. */
function openClient(replaced: { readonly getToken?: () => string } = {}) {
  const opened = openPublic();
  const createToken = () => opened.tokens.create('inbox', { userId: 'ann', expiresAt: opened.time.now + MINUTE });
  const sent: string[] = [];
  const failing = { isOn: false };
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push(`${init.method} ${url}`);
    if (failing.isOn) throw new TypeError('no network');
    return opened.app.request(url.slice('https://messages.shop.example'.length), init);
  });
  const client = new InboxClient({ baseUrl: 'https://messages.shop.example/', getToken: createToken, ...replaced });
  return { ...opened, client, sent, failing, createToken };
}

const message = inboxMessage('ann');

describe('the client of an inbox', () => {
  test('the client lists all pages of an inbox, newest first (R89)', async () => {
    const { client, messages } = openClient();
    const all = Array.from({ length: 40 }, (_, index) =>
      inboxMessage('ann', { dispatchId: `d${index}`, createdAt: NOON - index }),
    );
    for (const each of all) await messages.put(each);
    expect((await client.list()).map(({ dispatchId }) => dispatchId)).toEqual(all.map(({ dispatchId }) => dispatchId));
  });

  test('the client records what a user does, and may repeat it (R89)', async () => {
    const { client, messages, reported } = openClient();
    await messages.put(message);
    for (let times = 0; times < 2; times += 1) {
      await client.markViewed(message.id);
      await client.click(message.id);
      await client.pressButton(message.id, 'yes');
    }
    await client.dismiss(message.id);
    expect(await client.list()).toEqual([]);
    expect(new Set(reported.map(({ Detail }) => Detail['interaction']))).toEqual(
      new Set(['in_app_message.viewed', 'in_app_message.clicked', 'in_app_message.button_clicked']),
    );
    expect(await messages.get('ann', message.id)).toMatchObject({ rev: 5 });
  });

  test('the client gets a new token when its token has expired, and repeats the call once (R89)', async () => {
    const { client, messages, time, sent } = openClient();
    await messages.put(message);
    await client.list();
    time.now += 2 * MINUTE;
    expect((await client.list()).length).toBe(1);
    expect(sent.length).toBe(3);
  });

  test('a call that fails rejects with its status and its code, and is not repeated without end (R89)', async () => {
    const { client, sent } = openClient();
    await expect(client.markViewed('none')).rejects.toMatchObject({
      name: 'InboxCallError',
      status: 404,
      code: 'unknown-message',
    });
    const wrong = openClient({ getToken: () => 'wrong' });
    await expect(wrong.client.list()).rejects.toBeInstanceOf(InboxCallError);
    expect([sent.length, wrong.sent.length]).toEqual([1, 2]);
  });

  test('a client without a token, and without a function that gets one, is refused', () => {
    expect(() => new InboxClient({ baseUrl: 'https://messages.shop.example' })).toThrow('token or getToken');
  });

  test('an id with characters of a path stays an id', async () => {
    const { client, sent } = openClient();
    await expect(client.click('../unsubscribe?x#y')).rejects.toMatchObject({ status: 404 });
    expect(sent).toEqual(['POST https://messages.shop.example/inbox/..%2Funsubscribe%3Fx%23y/clicked']);
  });

  test('a poll reads at once and every minute, after failures less often, and not after its end (R89)', async () => {
    vi.useFakeTimers();
    const { client, sent, failing } = openClient();
    const [seen, errors]: [number[], unknown[]] = [[], []];
    const end = client.poll({ onMessages: ({ length }) => seen.push(length), onError: (error) => errors.push(error) });
    await vi.advanceTimersByTimeAsync(0);
    expect([seen, sent.length]).toEqual([[0], 1]);
    await vi.advanceTimersByTimeAsync(1.2 * MINUTE);
    expect(sent.length).toBe(2);
    failing.isOn = true;
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(sent.length).toBeLessThan(14);
    expect(errors.length).toBe(sent.length - 2);
    failing.isOn = false;
    await vi.advanceTimersByTimeAsync(11.2 * MINUTE);
    expect(seen.length).toBeGreaterThan(2);
    end();
    const before = sent.length;
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(sent.length).toBe(before);
  });
});
