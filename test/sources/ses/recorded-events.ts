import type { SesSettings } from '../../../sources/ses/ses-event.ts';

/** The instants of the events: the email was sent, and something happened to it. */
export const SENT_AT = '2026-12-01T09:30:00.123Z';
export const AT = '2026-12-01T09:31:00.456Z';
const AT_MS = Date.parse(AT);

export const MESSAGE_ID = '0100019aexample-11112222-3333-4444-5555-666677778888-000000';
export const RECIPIENT = 'ada@mail.example';

/** The settings of the installation whose emails the events are about. */
export const SETTINGS: SesSettings = { installationId: 'shop-prod', now: AT_MS + 60_000 };

/** The tags that an email of the installation carries. */
export const OWN_TAGS = {
  cc_installation: ['shop-prod'],
  cc_stage: ['prod'],
  cc_campaign: ['welcome-again'],
  cc_dispatch: ['dispatch_1-a'],
  cc_part: ['1'],
  cc_variation: ['short'],
};

const SES_TAGS = {
  'ses:configuration-set': ['campaign-connector'],
  'ses:from-domain': ['shop.example'],
  'ses:caller-identity': ['sender-role'],
  'ses:source-ip': ['192.0.2.7'],
  'ses:operation': ['SendEmail'],
};

/** Returns the mail of an event, with all the fields that SES documents. */
export function aMail(tags: object = OWN_TAGS, more: object = {}) {
  return {
    timestamp: SENT_AT,
    messageId: MESSAGE_ID,
    source: 'Shop <news@shop.example>',
    sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/shop.example',
    sendingAccountId: '123456789012',
    destination: [RECIPIENT],
    headersTruncated: false,
    headers: [
      { name: 'From', value: 'Shop <news@shop.example>' },
      { name: 'To', value: RECIPIENT },
      { name: 'Subject', value: 'A secret subject' },
    ],
    commonHeaders: {
      from: ['Shop <news@shop.example>'],
      to: [RECIPIENT],
      messageId: MESSAGE_ID,
      subject: 'A secret subject',
    },
    tags: { ...SES_TAGS, ...tags },
    ...more,
  };
}

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const VISITOR = { timestamp: AT, ipAddress: '198.51.100.23', userAgent: BROWSER };

/** The part of each event that its type alone has, with all the fields that SES documents. */
export const PARTS = {
  Send: { send: {} },
  Delivery: {
    delivery: {
      timestamp: AT,
      processingTimeMillis: 812,
      recipients: [RECIPIENT],
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a1-23.smtp-out.example',
    },
  },
  Open: { open: { ...VISITOR, isBotEvent: 'Unlikely' } },
  Click: {
    click: {
      ...VISITOR,
      isBotEvent: 'Unlikely',
      link: 'https://shop.example/tea?from=mail',
      linkTags: { alias: ['tea'], place: ['top', 'left'] },
    },
  },
  Bounce: {
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'NoEmail',
      bouncedRecipients: [
        {
          emailAddress: RECIPIENT,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: `smtp; 550 5.1.1 <${RECIPIENT}>`,
        },
      ],
      timestamp: AT,
      feedbackId: '0100019aexample-feedback-000000',
      reportingMTA: 'dns; mail.example',
    },
  },
  Complaint: {
    complaint: {
      complainedRecipients: [{ emailAddress: RECIPIENT }],
      timestamp: AT,
      feedbackId: '0100019aexample-feedback-000001',
      complaintSubType: null,
      complaintFeedbackType: 'abuse',
      userAgent: 'Feedback-Reporter/1.0',
      arrivalDate: AT,
    },
  },
  Reject: { reject: { reason: 'Bad content' } },
  'Rendering Failure': {
    failure: { templateName: 'welcome', errorMessage: "Attribute 'name' is not present in the rendering data." },
  },
  DeliveryDelay: {
    deliveryDelay: {
      timestamp: AT,
      delayType: 'MailboxFull',
      expirationTime: AT,
      delayedRecipients: [{ emailAddress: RECIPIENT, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2' }],
    },
  },
  Subscription: {
    subscription: {
      contactList: 'news',
      timestamp: AT,
      source: 'UnsubscribeHeader',
      newTopicPreferences: {
        unsubscribeAll: true,
        topicSubscriptionStatus: [{ topicName: 'tea', subscriptionStatus: 'OptOut' }],
      },
      oldTopicPreferences: {
        unsubscribeAll: false,
        topicSubscriptionStatus: [{ topicName: 'tea', subscriptionStatus: 'OptOut' }],
      },
    },
  },
} as const;

export type SesType = keyof typeof PARTS;

/** Returns an event of SES, as a configuration set publishes it. */
export function anEvent(type: SesType, mail: object = aMail()): Record<string, unknown> {
  return { eventType: type, mail, ...PARTS[type] };
}

const DETAIL_TYPES: Readonly<Record<SesType, string>> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Open: 'Email Opened',
  Click: 'Email Clicked',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Reject: 'Email Rejected',
  'Rendering Failure': 'Email Rendering Failed',
  DeliveryDelay: 'Email Delivery Delayed',
  Subscription: 'Email Subscribed',
};

/** Returns an event as EventBridge delivers it. */
export function onBus(type: SesType, detail: object = anEvent(type)) {
  return {
    version: '0',
    id: '7c1f6f0e-0000-4000-8000-000000000001',
    'detail-type': DETAIL_TYPES[type],
    source: 'aws.ses',
    account: '123456789012',
    time: '2026-12-01T09:31:01Z',
    region: 'eu-west-1',
    resources: ['arn:aws:ses:eu-west-1:123456789012:configuration-set/campaign-connector'],
    detail,
  };
}

/** Returns a message of SNS as it lies in a queue without raw message delivery. */
export function onTopic(message: string, more: object = {}) {
  return {
    Type: 'Notification',
    MessageId: '9d2a1c1e-0000-5000-8000-000000000002',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:ses-events',
    Subject: 'Amazon SES Email Event Notification',
    Message: message,
    Timestamp: '2026-12-01T09:31:02.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE==',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/example.pem',
    UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
    ...more,
  };
}
