import { expect, onTestFinished, test } from 'vitest';
import { parseInstant } from '../../core/contracts/instant.ts';
import type { Delivery } from '../../core/delivery.ts';
import { describeDelivery } from '../../language/en.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { startServer } from '../../server/server.ts';
import { deliveriesInEveryState, pendingDelivery } from '../harness/adapters/sample-deliveries.ts';
import { command } from '../harness/cli/installation.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';

const detail = { id: 'mail-ada', userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' };
const RECEIVED = JSON.stringify({ Source: 'test', DetailType: 'Campaign Interaction', Detail: detail });

/** Starts an installation in which a user has received a message with these deliveries. */
async function received(deliveriesOf: (dispatchId: string) => readonly Delivery[]) {
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const machine = openRuntime({ directory: ':memory:', clockStart: parseInstant('2026-12-01T09:00:00Z') ?? 0, log });
  const { url, stop } = await startServer(machine, { port: 0, currentsToken: undefined, log });
  onTestFinished(() => stop());
  const connector = (words: readonly string[], stdin = '') => command([...words, '--endpoint', url], { stdin });
  await connector(['save', CAMPAIGN]);
  await connector(['publish', 'resend-welcome']);
  await connector(['put-events', '-'], RECEIVED);
  await machine.advanceTo(parseInstant('2026-12-09T00:00:00Z') ?? 0);
  const [{ enrollmentId = '' } = {}] = JSON.parse((await connector(['explain', 'ada', '--json'])).out).decisions;
  for (const each of deliveriesOf(enrollmentId)) await machine.services.deliveries.write(each);
  return connector;
}

test('the command explain shows the deliveries of a dispatched message on lines under it, and as JSON (R80)', async () => {
  const connector = await received((id) => [
    ...deliveriesInEveryState(id).slice(0, 6),
    pendingDelivery(id, { channel: 'sms', part: 1 }),
  ]);
  const { code, out } = await connector(['explain', 'ada']);
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    expect.stringContaining('enrolled'),
    expect.stringMatching(/^2026-12-08T09:08:42Z {2}resend-welcome {2}message sent \(event mail-ada\)$/),
    '    email to a…@example.com  refused 2026-12-01T12:01:00Z: no such mailbox',
    '    sms 2  waits to be sent, next attempt 2026-12-01T12:00:00Z',
    '',
    'resend-welcome: received the message at 2026-12-08T09:08:42Z.',
  ]);
  const { decisions, deliveries } = JSON.parse((await connector(['explain', 'ada', '--json'])).out);
  expect(decisions).toHaveLength(2);
  expect(deliveries).toMatchObject([{ state: 'refused', target: 'a…@example.com' }, { channel: 'sms' }]);
  const other = await connector(['explain', 'ada', '--campaign', 'another', '--json']);
  expect(JSON.parse(other.out)).toEqual({ decisions: [], deliveries: [] });
});

test('the command explain finds the user and the campaign of a dispatch, and says so if it has no deliveries (R80)', async () => {
  let dispatchId = '';
  const connector = await received((id) => {
    dispatchId = id;
    return [pendingDelivery(id, { userId: 'ada', campaignId: 'resend-welcome' })];
  });
  const ofUser = await connector(['explain', 'ada', '--campaign', 'resend-welcome']);
  expect(await connector(['explain', '--dispatch', dispatchId])).toEqual(ofUser);
  expect(await connector(['explain', '--dispatch', 'unknown'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no delivery of the dispatch unknown is known'),
  });
  for (const words of [
    [],
    ['ada', '--dispatch', dispatchId],
    ['--dispatch', dispatchId, '--campaign', 'resend-welcome'],
  ])
    expect(await connector(['explain', ...words])).toMatchObject({ code: 2, out: '' });
});

test('the command explain shows a message without deliveries as before', async () => {
  const connector = await received(() => []);
  expect((await connector(['explain', 'ada'])).out.split('\n')).toHaveLength(4);
});

test.each([
  [{ state: 'pending', reason: 'busy' }, 'waits to be sent, next attempt 2026-12-01T12:00:00Z: busy'],
  [{ state: 'sending' }, 'is being sent, until 2026-12-01T12:00:00Z'],
  [{ state: 'sent' }, 'accepted by the provider 2026-12-01T12:00:00Z'],
  [
    { state: 'sent', delivered: '2026-12-01T12:00:01.000Z', clicked: '2026-12-01T12:00:02.500Z' },
    'accepted by the provider 2026-12-01T12:00:00Z, delivered 2026-12-01T12:00:01Z, clicked 2026-12-01T12:00:02.500Z',
  ],
  [
    { state: 'sent', opened: '2026-12-01T12:00:01.000Z', bounced: '2026-12-01T12:00:02.000Z' },
    'accepted by the provider 2026-12-01T12:00:00Z, opened 2026-12-01T12:00:01Z, bounced 2026-12-01T12:00:02Z',
  ],
  [{ state: 'refused', reason: 'no such mailbox' }, 'refused 2026-12-01T12:00:00Z: no such mailbox'],
  [{ state: 'expired', reason: 'quota' }, 'expired 2026-12-01T12:00:00Z: quota'],
  [{ state: 'unknown', reason: 'time-out' }, 'unknown since 2026-12-01T12:00:00Z whether it was sent: time-out'],
  [
    { state: 'held-back', reason: 'sending-off' },
    'held back 2026-12-01T12:00:00Z: this installation sends nothing: its mode is off',
  ],
  [
    { state: 'held-back', reason: 'not-on-allow-list' },
    'held back 2026-12-01T12:00:00Z: the mode of this installation is allow-list, and its address is not on the list',
  ],
  [
    { state: 'refused', reason: 'private-address' },
    'refused 2026-12-01T12:00:00Z: the host of the webhook has an address that is not public',
  ],
  [{ state: 'postponed' }, 'postponed 2026-12-01T12:00:00Z'],
])('the delivery %j is described as %s', (delivery, text) => {
  const described = { channel: 'email', part: 0, at: '2026-12-01T12:00:00.000Z', ...delivery };
  expect(describeDelivery(described)).toBe(`email  ${text}`);
});
