import { formatInstant } from '../../core/contracts/instant.ts';
import { createFirstCall } from '../../core/contracts/wave.ts';
import { deleteUser } from '../../engine/delete-user.ts';
import type { FunctionName } from '../../lib/connector-function.ts';
import { parseKeyRing } from '../../tokens/key-ring.ts';
import { createTokens } from '../../tokens/tokens.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { CURRENTS_TOKEN, WEBHOOK_PATH } from '../doubles/over-http.ts';
import { record } from '../harness/functions/in-container.ts';
import { dispatched } from '../harness/lib/dispatched-message.ts';
import { GENERATED_KEY_RING, SENDER_ENVIRONMENT } from '../harness/lib/sender-environment.ts';
import { AT, aMail, anEvent, SENT_AT } from '../sources/ses/recorded-events.ts';
import { MAIL, type WaitingUser } from './waiting-user.ts';

/** The event of a first call, in an installation in which a user waits, and the requests to AWS that the call makes if it processes the event. */
export interface FirstCall {
  readonly event: (where: WaitingUser & { readonly url: string }) => object | Promise<object>;
  readonly requests: readonly string[];
}

const ofQueue = (...records: object[]): object => ({ Records: records });
const ROW_OF_ADA = 'Put enrollments user#ada row#resend-welcome';
/** The writes of a delivery: before its attempt, and after it. */
const WRITTEN_TWICE = ['Put deliveries delivery#dispatch-ada'];
const EVENT_REQUEST = `SendMessageBatch ${RESOURCE_NAMES.eventsQueueUrl}`;
const ADDRESS_OF_ADA = { rev: 1, address: { value: 'ada@example.com', at: 0 } };
const CANCEL_REQUEST = `SendMessage ${RESOURCE_NAMES.cancelWaitsQueueUrl}`;

/** The HTTP request of a producer that sends an event. */
const EVENT_BY_HTTP = {
  version: '2.0',
  routeKey: 'POST /events',
  rawPath: '/events',
  rawQueryString: '',
  headers: { host: 'api.example.com', 'content-type': 'application/json' },
  isBase64Encoded: false,
  body: JSON.stringify({
    entries: [{ Source: 'shop', DetailType: 'Campaign Interaction', Detail: { ...MAIL, userId: 'bob' } }],
  }),
  requestContext: {
    http: { method: 'POST', path: '/events', sourceIp: '192.0.2.1' },
    domainName: 'api.example.com',
  },
} as const;

/** Creates the HTTP request of Braze Currents that sends a record of this moment. */
const createRecordByHttp = () => ({
  ...EVENT_BY_HTTP,
  routeKey: 'POST /ingest/currents',
  rawPath: '/ingest/currents',
  headers: { ...EVENT_BY_HTTP.headers, authorization: `Bearer ${CURRENTS_TOKEN}` },
  body: JSON.stringify({
    id: 'record-1',
    event_type: 'users.messages.email.Send',
    time: Math.floor(Date.now() / 1_000),
    user: { user_id: 'braze-1', external_user_id: 'bob' },
    properties: { campaign_id: 'welcome' },
  }),
  requestContext: {
    ...EVENT_BY_HTTP.requestContext,
    http: { ...EVENT_BY_HTTP.requestContext.http, path: '/ingest/currents' },
  },
});

/** Creates the HTTP request of a user who presses the button to unsubscribe. */
function createPressOfAda(): object {
  const keys = parseKeyRing(GENERATED_KEY_RING);
  if (keys === undefined) throw new Error('keys: expected a key ring');
  const tokens = createTokens(keys, SENDER_ENVIRONMENT['INSTALLATION_ID'] ?? '');
  const token = tokens.create('unsubscribe', { userId: 'ada', channel: 'email', campaignId: 'resend-welcome' });
  const path = `/unsubscribe/${token}`;
  return {
    ...EVENT_BY_HTTP,
    routeKey: 'POST /unsubscribe/{token}',
    rawPath: path,
    headers: { host: 'api.example.com', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    requestContext: { ...EVENT_BY_HTTP.requestContext, http: { ...EVENT_BY_HTTP.requestContext.http, path } },
  };
}

/** The first call of each Lambda function, with a usual event. */
export const FIRST_CALLS: Readonly<Record<FunctionName, FirstCall>> = {
  'match-trigger': {
    event: ({ happens }) => ofQueue(happens({ ...MAIL, userId: 'bob' })),
    requests: [
      'Get profiles user#bob',
      'StartExecution resend-welcome.1.',
      'Put enrollments user#bob row#resend-welcome',
    ],
  },
  'match-exception': {
    event: ({ happens }) =>
      ofQueue(
        happens({ behavior: 'purchase.made', price: 25, currency: 'EUR', productId: 'mug', userId: 'ada' }),
        happens({ ...MAIL, userId: 'bob' }),
      ),
    requests: [ROW_OF_ADA, 'Get profiles user#bob', 'Put enrollments user#bob row#resend-welcome'],
  },
  'update-profile': {
    event: ({ happens }) => ofQueue(happens({ userId: 'ada', attributes: { vip: true } }, 'User Profile Updated')),
    requests: ['Put profiles user#ada'],
  },
  'erase-user': {
    event: async ({ installed }) => {
      const event = {
        kind: 'deletion',
        id: 'd1',
        source: 'shop',
        userId: 'ada',
        at: installed.now,
        detail: {},
      } as const;
      await deleteUser(event, installed.services);
      return ofQueue(record({ userId: 'ada' }));
    },
    requests: [`SendMessage ${RESOURCE_NAMES.erasureQueueUrl}`],
  },
  dispatch: {
    event: ({ wave }) => createFirstCall(wave),
    requests: [ROW_OF_ADA, 'Get profiles user#ada', 'PutEvents 1'],
  },
  'wave-ended': {
    event: ({ wave }) => {
      const detail = { status: 'ABORTED', name: wave.name, input: JSON.stringify({ call: createFirstCall(wave) }) };
      return ofQueue(record({ detail }));
    },
    requests: ['Update enrollments waves#resend-welcome', CANCEL_REQUEST],
  },
  'end-waits': {
    event: async ({ owner, wave }) => {
      await owner.stops();
      return ofQueue(record({ wave, reason: 'campaign-stopped' }));
    },
    requests: [ROW_OF_ADA],
  },
  'check-waves': {
    event: ({ installed, wave }) => {
      installed.standIns.stepFunctions.end(wave.name, 'FAILED');
      return {};
    },
    requests: ['StartExecution resend-welcome.1.', 'BatchGet enrollments'],
  },
  api: { event: () => EVENT_BY_HTTP, requests: [`SendMessageBatch ${RESOURCE_NAMES.eventsQueueUrl}`] },
  ingest: { event: createRecordByHttp, requests: ['Update enrollments missed#'] },
  'send-email': {
    event: async ({ installed }) => {
      await installed.services.contacts.update('ada', 'email', () => ADDRESS_OF_ADA);
      return ofQueue(
        dispatched('ada', Date.now(), { channel: 'email', subject: 'Hello', bodyFormat: 'html', body: '<p>Hello</p>' }),
      );
    },
    requests: ['Get contacts user#ada', ...WRITTEN_TWICE, EVENT_REQUEST],
  },
  'send-webhook': {
    event: ({ url }) =>
      ofQueue(dispatched('ada', Date.now(), { channel: 'webhook', url: `${url}${WEBHOOK_PATH}`, body: '{}' })),
    requests: [...WRITTEN_TWICE, EVENT_REQUEST],
  },
  'send-inbox': {
    event: () => ofQueue(dispatched('ada', Date.now(), { channel: 'content_card', title: 'Hello', body: 'Hello' })),
    requests: [...WRITTEN_TWICE, 'Put deliveries inbox#ada'],
  },
  'ses-events': {
    event: () => {
      const now = formatInstant(Date.now());
      const { INSTALLATION_ID } = SENDER_ENVIRONMENT;
      const tags = {
        cc_installation: [INSTALLATION_ID],
        cc_campaign: ['resend-welcome'],
        cc_dispatch: ['d1'],
        cc_user: ['ada'],
      };
      const event = JSON.stringify(anEvent('Open', aMail(tags)));
      return ofQueue(record(event.replaceAll(AT, now).replaceAll(SENT_AT, now)));
    },
    requests: ['Get deliveries delivery#d1'],
  },
  public: { event: createPressOfAda, requests: ['Get contacts user#ada', 'Put contacts user#ada'] },
};
