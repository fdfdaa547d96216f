import type { SQSRecord } from 'aws-lambda';
import { optOutContact } from '../../../core/contact-changes.ts';
import { formatInstant } from '../../../core/contracts/instant.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { createFirstCall } from '../../../core/contracts/wave.ts';
import { computeBoardableFrom, computeDeparture, computeWindowOffset } from '../../../core/waves.ts';
import { createHandler as checkWaves } from '../../../functions/check-waves.ts';
import { createHandler as dispatch } from '../../../functions/dispatch.ts';
import { createHandler as cancelWaits } from '../../../functions/end-waits.ts';
import { createHandler as eraseUser } from '../../../functions/erase-user.ts';
import { createHandler as matchException } from '../../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../../functions/update-profile.ts';
import { createHandler as waveEnded } from '../../../functions/wave-ended.ts';
import type { FunctionName } from '../../../lib/connector-function.ts';
import type { Around } from '../../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../adapters/sample.ts';
import { pendingDelivery } from '../adapters/sample-deliveries.ts';
import { inboxMessage } from '../adapters/sample-inbox.ts';
import { handed, inItsTime, lasting, onTheBus, record } from '../functions/in-container.ts';
import { opened } from '../functions/opened.ts';
import { retryDeadLetters, stubDeadLetterQueues } from './dead-letters.ts';
import { SENDER_STORIES } from './sender-stories.ts';
import type { WatchedInstallation } from './watched-installation.ts';

const reminder = followUpOfTarget('reminder', 'welcome', {
  exceptions: [{ behavior: 'purchase.made' }],
  audience: { vip: { $ne: false } },
  recheckAudience: true,
});
const withoutDelay = followUpOfTarget('without-delay', 'welcome', { delay: 'none' });

const counted = followUpOfTarget('counted', 'welcome', { delay: 'none', statistics: true });

/** A follow-up whose message leaves at once, and is converted by a purchase. */
const selling = followUpOfTarget('selling', 'offer', {
  delay: 'none',
  conversions: { A: { behavior: 'purchase.made', within: '1 day' } },
});

const LATER = NOON + 15 * MINUTE;
const LATE = NOON + 75 * MINUTE;
const WINDOWS = { width: MINUTE, offset: computeWindowOffset('reminder', 1, MINUTE) };
/** The departure of the wave of the first mails, and that of the next wave that can be boarded at `LATE`. */
const [FIRST, NEXT] = [
  computeDeparture(NOON + HOUR + SECOND, WINDOWS, LATER),
  computeDeparture(LATE, WINDOWS, computeBoardableFrom(LATE)),
];

const happened = (detail: Readonly<Record<string, unknown>>, second: number, times = 1) => {
  const occurredAt = formatInstant(NOON + second * SECOND);
  return record(onTheBus({ ...detail, occurredAt, id: `event ${second}` }), { times, sentAt: LATE });
};
const gets = (userId: string, second: number, times?: number) =>
  happened({ userId, interaction: 'email.received', campaignId: 'welcome' }, second, times);
const getsOffer = (userId: string, second: number) =>
  happened({ userId, interaction: 'email.received', campaignId: 'offer' }, second);
const buys = (userId: string, second: number) => happened({ userId, behavior: 'purchase.made' }, second);
/** Creates a mail whose message is due later than `LATE`, as it comes for the first time. */
const freshMailOf = (userId: string) =>
  record(
    onTheBus(
      { userId, interaction: 'email.received', campaignId: 'welcome', id: 'fresh mail' },
      { time: formatInstant(LATE) },
    ),
    { sentAt: LATE },
  );
const freshMail = freshMailOf('cid');
/** A message whose attributes cannot be read, so that its processing fails. */
const failing = record('any', { sentAt: Number.NaN });
const unreadable = record(onTheBus({ behavior: 'unheard-of' }));
const isVip = (userId: string, vip: boolean) =>
  record(
    onTheBus(
      { userId, attributes: { vip }, email: `${userId}@example.com` },
      { 'detail-type': 'User Profile Updated' },
    ),
  );

const isDeleted = (userId: string) =>
  record(onTheBus({ userId, occurredAt: formatInstant(LATE) }, { 'detail-type': 'User Deleted' }), { sentAt: LATE });

const isMerged = (fromUserId: string, intoUserId: string) =>
  record(onTheBus({ fromUserId, intoUserId, occurredAt: formatInstant(LATE) }, { 'detail-type': 'Users Merged' }), {
    sentAt: LATE,
  });

/** Creates the deletion of a user, so long before `LATE` that what the user does then counts again. */
const wasDeleted = (userId: string) =>
  record(
    onTheBus({ userId, occurredAt: formatInstant(LATE - HOUR), id: 'deletion' }, { 'detail-type': 'User Deleted' }),
    { sentAt: LATE },
  );

/** Sends each user two mails, so that each has a waiting enrollment and one on standby, both overdue at `LATE`. */
async function waiting(installed: WatchedInstallation, ...users: string[]) {
  const owner = await installed.publishes(reminder);
  installed.now = LATER;
  const mails = users.flatMap((userId) => [gets(userId, 1), gets(userId, 600)]);
  await handed(matchTrigger(installed.lambda()), mails);
  installed.now = LATE;
  await installed.takeName('reminder', NEXT);
  const [wave] = await installed.wavesOf('reminder');
  if (wave === undefined) throw new Error('wave: expected');
  return { owner, wave };
}

/** Creates a pack of events, of which one fails in a Lambda whose requests fail. */
const packOf = (...records: readonly SQSRecord[]) =>
  record({ pack: 1, events: records.map(({ body }) => JSON.parse(body)) }, { sentAt: LATE });

type Story = (installed: WatchedInstallation) => Promise<unknown>;

/** Stories in which each Lambda function makes every kind of request to AWS that it can make. */
export const FUNCTION_STORIES: Readonly<Record<FunctionName, Story>> = {
  ...SENDER_STORIES,

  async 'match-trigger'(installed) {
    await installed.publishes(reminder);
    await installed.publishes(withoutDelay);
    await installed.takeName('reminder', FIRST);
    installed.now = LATER;
    await handed(updateProfile(installed.lambda()), [isDeleted('eve')]);
    const mails = [gets('ann', 1), gets('ann', 1, 2), gets('eve', 1)];
    await handed(matchTrigger(installed.watched), [...mails, unreadable, failing]);
  },

  async 'match-exception'(installed) {
    await installed.publishes(selling);
    installed.now = LATER;
    await handed(matchTrigger(installed.lambda()), [getsOffer('ann', 1)]);
    await waiting(installed, 'ann');
    await handed(updateProfile(installed.lambda()), [isDeleted('eve')]);
    await handed(matchException(installed.watched), [freshMailOf('eve')]);
    await handed(matchException(installed.watched), [
      buys('ann', 300),
      buys('ann', 1_000),
      gets('bob', 900),
      freshMail,
      unreadable,
      failing,
    ]);
    await handed(matchException(installed.failing('Get enrollments user#ann')), [
      packOf(buys('bob', 301), buys('ann', 302)),
    ]);
  },

  async 'update-profile'(installed) {
    await handed(updateProfile(installed.watched), [isVip('ann', true), unreadable, failing]);
    await handed(updateProfile(installed.watched), [isDeleted('ann')]);
    await handed(updateProfile(installed.watched), [isMerged('cid', 'dan'), isMerged('dan', 'cid')]);
    await handed(updateProfile(installed.failing('Put profiles user#bob')), [
      packOf(isVip('ann', false), isVip('bob', true)),
    ]);
  },

  async 'erase-user'(installed) {
    const { contacts, deliveries, refusals, inboxMessages } = installed.services;
    await waiting(installed, 'ann');
    await handed(updateProfile(installed.lambda()), [isVip('ann', true)]);
    await contacts.update('ann', 'email', (contact) => optOutContact(contact, { at: NOON, source: 'ses' }));
    const [{ enrollmentId = '' } = {}] = (await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' }))
      .live;
    await deliveries.write(pendingDelivery(enrollmentId));
    await inboxMessages.put(inboxMessage('ann'));
    await refusals.add({ code: 'MalformedDetail', message: 'no', at: NOON, entry: { Detail: { userId: 'ann' } } });
    // A trigger since the deletion stands by, and takes over when those before it are erased: in another wave, since its own has left.
    await handed(matchTrigger(installed.lambda()), [freshMailOf('ann')]);
    installed.now += 2 * HOUR;
    await handed(updateProfile(installed.lambda()), [wasDeleted('ann')]);
    const boardable = computeBoardableFrom(installed.now);
    await installed.takeName('reminder', computeDeparture(LATE + HOUR, WINDOWS, boardable));
    const work = eraseUser(installed.watched);
    await handed(work, [record({ userId: 'ann' }), failing], lasting(5 * MINUTE));
    installed.now += HOUR;
    await handed(work, [record({ userId: 'ann' })], lasting(5 * MINUTE));
    await inboxMessages.put(inboxMessage('eve'));
    await handed(matchTrigger(installed.lambda()), [freshMailOf('eve'), freshMailOf('fay')]);
    // The first merge comes again when every function knows of it.
    await handed(updateProfile(installed.lambda()), [isMerged('eve', 'fay')]);
    installed.now += 2 * MINUTE;
    await handed(updateProfile(installed.lambda()), [isMerged('eve', 'fay')]);
    await handed(work, [record({ userId: 'eve', isMerge: true })], lasting(5 * MINUTE));
  },

  async dispatch(installed) {
    const { owner, wave } = await waiting(installed, 'ann', 'bob');
    await handed(updateProfile(installed.lambda()), [isVip('bob', false)]);
    await dispatch(installed.watched)(createFirstCall(wave), lasting(2 * MINUTE));
    await owner.stops();
    await owner.publishes();
    await dispatch(installed.watched)({ ...createFirstCall(wave), isLastCall: true }, lasting(2 * MINUTE));
  },

  async 'wave-ended'(installed) {
    const { wave } = await waiting(installed, 'ann');
    const detail = { status: 'ABORTED', name: wave.name, input: JSON.stringify({ call: createFirstCall(wave) }) };
    await handed(waveEnded(installed.watched), [record({ detail }), failing]);
  },

  async 'end-waits'(installed) {
    const { owner, wave } = await waiting(installed, 'ann', 'bob');
    const halfWay: Around = (request, perform) => {
      if (/^PutEvents|^Put enrollments user#bob/.test(request)) throw new Error('the network failed');
      return inItsTime(request, perform);
    };
    await dispatch(installed.lambda(halfWay))(createFirstCall(wave), lasting(2 * MINUTE));
    await handed(cancelWaits(installed.watched), [record({ wave, reason: 'wave-aborted' }), failing]);
    await owner.stops();
    await owner.publishes();
    await handed(cancelWaits(installed.watched), [record({ campaignId: 'reminder', publication: 1 })]);
    await handed(cancelWaits(installed.watched), [record({ wave, reason: 'campaign-stopped' })]);
  },

  async 'check-waves'(installed) {
    const { wave } = await waiting(installed, 'ann');
    installed.now = wave.departure - MINUTE;
    await checkWaves(installed.watched)({}, lasting(4 * MINUTE));
    installed.now = LATE + HOUR;
    installed.standIns.stepFunctions.end(wave.name, 'FAILED');
    await checkWaves(installed.watched)({}, lasting(4 * MINUTE));
    installed.standIns.stepFunctions.end(`${wave.name}.r1`, 'ABORTED');
    await checkWaves(installed.watched)({}, lasting(4 * MINUTE));
    // Statistics are recounted: the first check begins, and the next one walks over the rows.
    await installed.publishes(counted);
    await handed(matchTrigger(installed.lambda()), [gets('eve', 80)]);
    for (let check = 0; check < 2; check += 1) {
      await checkWaves(installed.watched)({}, lasting(4 * MINUTE));
      installed.now += 5 * MINUTE;
    }
  },

  async api(installed) {
    stubDeadLetterQueues(installed.watching);
    const call = opened(installed, { around: installed.watching });
    const entry = {
      Source: 'shop',
      DetailType: 'User Behavior',
      Detail: { userId: 'ann', behavior: 'session.started' },
    };
    await call('GET', '/health');
    const profile = { ...entry, DetailType: 'User Profile Updated', Detail: { userId: 'ann', attributes: {} } };
    await call('POST', '/events', { body: { entries: [entry, profile, { ...entry, DetailType: 'Weather' }] } });
    await call('GET', '/refused');
    await call('POST', '/refused/retry', { body: { ids: ['001796126400000#none'] } });
    await retryDeadLetters(call, installed.standIns);
    for (const path of ['/pause', '/resume']) await call('POST', path);
    await call('PUT', '/campaigns/reminder', { body: reminder });
    await call('POST', '/campaigns/reminder/publish');
    installed.now = LATER;
    await handed(matchTrigger(installed.lambda()), [gets('ann', 60), gets('bob', 60)]);
    const owner = await installed.publishes(withoutDelay);
    await handed(matchTrigger(installed.lambda()), [gets('dan', 70)]);
    await call('GET', '/deliveries?userId=dan');
    await owner.stops();
    await call('GET', '/campaigns/reminder');
    await call('GET', '/campaigns/reminder/enrollments');
    await call('GET', '/campaigns?view=summary');
    await call('GET', '/campaigns/reminder/versions');
    await call('GET', '/campaigns/reminder/versions/1');
    await call('GET', '/campaigns/reminder/waves');
    await call('GET', '/users/ann/decisions');
    await call('GET', '/profile?userId=ann');
    await opened(installed, { around: installed.watching, remaining: () => SECOND })(
      'POST',
      '/campaigns/reminder/stop',
    );
    await call('POST', '/campaigns/reminder/publish');
    installed.now = LATE;
    await handed(matchTrigger(installed.lambda()), [gets('cid', 3_600)]);
    await call('POST', '/campaigns/reminder/archive');
    await call('POST', '/drain');
  },

  async ingest(installed) {
    await installed.publishes(reminder);
    const call = opened(installed, { around: installed.watching, token: 'secret' });
    const sent = {
      id: 'c1',
      event_type: 'users.messages.email.Send',
      time: Math.floor(NOON / SECOND),
      user: { user_id: 'braze-1', external_user_id: 'ann' },
      properties: { campaign_id: 'welcome' },
    };
    const { campaign_id: _, ...without } = sent.properties;
    const headers = { authorization: 'Bearer secret' };
    const unmatched = { ...sent, id: 'c0', event_type: 'users.behaviors.app.SessionStart' };
    const events = [unmatched, sent, { ...sent, id: 'c2', properties: without }, { ...sent, id: 'c3', time: 'soon' }];
    await call('POST', '/ingest/currents', { body: { events }, by: '', headers });
  },
};
