import { createFirstCall } from '../../core/contracts/wave.ts';
import type { FunctionName } from '../../lib/connector-function.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { CURRENTS_TOKEN } from '../doubles/over-http.ts';
import { record } from '../harness/functions/in-container.ts';
import { MAIL, type WaitingUser } from './waiting-user.ts';

/** The event of a first call, in an installation in which a user waits, and the requests to AWS that the call makes if it processes the event. */
export interface FirstCall {
  readonly event: (where: WaitingUser) => object | Promise<object>;
  readonly requests: readonly string[];
}

const ofQueue = (...records: object[]): object => ({ Records: records });
const ROW_OF_ADA = 'Put enrollments user#ada row#resend-welcome';
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
};
