/** The environment that the stack gives to the Lambda functions of channels, besides the names of tables and queues. */
export const SENDER_ENVIRONMENT: Readonly<Record<string, string>> = {
  SENDING: 'live',
  SENDING_ALLOW: '',
  EMAIL_FROM: 'Shop <hello@shop.example>',
  SES_CONFIGURATION_SET: 'campaign-connector',
  STAGE: 'dev',
  INSTALLATION_ID: 'campaign-connector-eu-west-1',
  PUBLIC_URL: 'https://public.example/',
  TOKEN_KEYS_SECRET_ARN: 'token-keys',
  WEBHOOK_SECRETS_ARN: 'webhook-secrets',
};

/** A key ring of the form that Secrets Manager generates for `TokenKeys`. */
export const GENERATED_KEY_RING = `{"current":"1","1":"${'aB3'.repeat(21)}x"}`;

/** The secrets of an installation, by the ids in the environment: the keys of links, and what signs webhooks. */
export const SENDER_SECRETS: Readonly<Record<string, string>> = {
  'token-keys': GENERATED_KEY_RING,
  'webhook-secrets': `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
};

/** The URLs of the functions of the senders, as the management API has them: stand-ins know them by their names. */
export const SENDER_URLS: Readonly<Record<string, string>> = {
  EMAIL_SENDER_URL: 'send-email',
  WEBHOOK_SENDER_URL: 'send-webhook',
  INBOX_SENDER_URL: 'send-inbox',
};
