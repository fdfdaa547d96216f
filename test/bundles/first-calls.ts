import { firstCall, waveOf } from '../../core/contracts/wave.ts';

const AT = Date.UTC(2026, 11, 1, 9);
const wave = waveOf('resend-welcome', 1, AT);

/** A queue's message that holds an event of the bus. */
function delivered(detailType: string, detail: object): object {
  const body = { id: 'event-1', source: 'shop', 'detail-type': detailType, time: new Date(AT).toISOString(), detail };
  return fromQueue(JSON.stringify(body));
}

function fromQueue(body: string): object {
  const attributes = { SentTimestamp: String(AT), ApproximateReceiveCount: '1' };
  return { Records: [{ messageId: 'message-1', eventSource: 'aws:sqs', attributes, messageAttributes: {}, body }] };
}

const received = { userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' };

/** What each Lambda is called with first, by its door: something that takes it to the AWS services and back. */
export const FIRST_CALLS: Readonly<Record<string, object>> = {
  api: {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/health',
    rawQueryString: '',
    headers: { host: 'api.example.com' },
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET', path: '/health', sourceIp: '192.0.2.1' }, domainName: 'api.example.com' },
  },
  'check-waves': {},
  dispatch: { ...firstCall(wave), cursor: '15..15|' },
  'end-waits': fromQueue(JSON.stringify({ wave, reason: 'campaign-stopped' })),
  'match-exception': delivered('Campaign Interaction', received),
  'match-trigger': delivered('Campaign Interaction', received),
  'update-profile': delivered('User Profile Updated', { userId: 'ada', attributes: { first_name: 'Ada' } }),
  'wave-ended': fromQueue(
    JSON.stringify({
      detail: { status: 'ABORTED', name: wave.name, input: JSON.stringify({ call: firstCall(wave) }) },
    }),
  ),
};
