import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Channel } from '../core/contracts/definition.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import type { SendingPolicy } from '../core/contracts/sending.ts';
import { type Access, allowActions } from './access.ts';
import type { CampaignData } from './campaign-data.ts';
import type {
  ChannelsProps,
  EmailChannelProps,
  PublicApiProps,
  SendingProps,
  WebhookChannelProps,
} from './channel-props.ts';
import { ChannelSender, type SenderContext } from './channel-sender.ts';
import { checkEmailSender, createSendingPolicy } from './check-senders.ts';
import type { ConnectorFunction } from './connector-function.ts';
import { createInstallationId, PublicApi } from './public-api.ts';
import { SesEvents } from './ses-events.ts';
import { TokenKeys } from './token-keys.ts';

/** The channels to send, what may be sent, and what senders need. */
export interface SendersProps extends Omit<SenderContext, 'environment'> {
  readonly channels: ChannelsProps;
  readonly sending: SendingProps;
  readonly publicApi: PublicApiProps;
}

/** The senders of the channels that the connector sends itself, each with its queue, and the public API that their messages lead to. */
export class Senders extends Construct {
  readonly senders: readonly ChannelSender[];
  readonly publicApi: PublicApi | undefined;
  readonly sesEvents: SesEvents | undefined;
  readonly tokenKeys: TokenKeys | undefined;
  /** The mode in which all of them send, and the allow list. */
  readonly policy: SendingPolicy;
  readonly #channels: readonly Channel[];
  readonly #props: SendersProps;

  constructor(scope: Construct, id: string, props: SendersProps) {
    super(scope, id);
    this.#props = props;
    const { channels, settings, data, publicApi, permissions, matchers } = props;
    const { email, webhook, inbox = false } = channels;
    if (email !== undefined) checkEmailSender(email);
    this.policy = createSendingPolicy(props.sending, settings.stage);
    const context = { ...props, environment: createPolicyEnvironment(this.policy) };
    if (email !== undefined || inbox) {
      this.tokenKeys = new TokenKeys(this, 'TokenKeys', {
        isEphemeral: data.isEphemeral,
        encryptionKey: settings.encryptionKey,
      });
      const { tokenKeys } = this;
      this.publicApi = new PublicApi(this, 'Public', {
        ...settings,
        data,
        permissions,
        matchers,
        tokenKeys,
        publicApi,
      });
    }
    this.sesEvents = email && new SesEvents(this, 'SesEvents', { ...context, otherMail: email.otherMail });
    this.senders = [
      ...(email ? [this.#createEmailSender(email, context)] : []),
      ...(webhook ? [createWebhookSender(this, webhook, context)] : []),
      ...(inbox ? [createInboxSender(this, context)] : []),
    ];
    this.#channels = [
      ...(email ? (['email'] as const) : []),
      ...(webhook ? (['webhook'] as const) : []),
      ...(inbox ? INBOX_CHANNELS : []),
    ];
  }

  /** Returns the queues of the senders and of the events of SES, with their dead letters, by the names of their functions. */
  listQueues(): { readonly label: string; readonly queue: Queue; readonly deadLetters: Queue }[] {
    const events = this.sesEvents && { label: 'ses-events', queue: this.sesEvents.reader.queue };
    return [
      ...this.senders.map(({ functionName, queue, deadLetters }) => ({ label: functionName, queue, deadLetters })),
      ...(events ? [{ ...events, deadLetters: events.queue.deadLetters }] : []),
    ];
  }

  /** Returns the Lambda functions of the senders, of the events of SES and of the public API. */
  listFunctions(): ConnectorFunction[] {
    return [this.sesEvents?.reader, this.publicApi?.publicFunction]
      .filter((each) => each !== undefined)
      .concat(this.senders.map(({ sender }) => sender));
  }

  /** Passes the names of the channels that have a sender to functions that dispatch messages. */
  nameChannelsTo(...functions: readonly ConnectorFunction[]): void {
    for (const { lambda } of functions) lambda.addEnvironment(ENVIRONMENT.senderChannels, this.#channels.join(','));
  }

  /** Allows functions to judge, before a message leaves, the contacts of users on channels that have a sender (R83). */
  allowToJudge(data: CampaignData, ...functions: readonly ConnectorFunction[]): void {
    if (!this.#channels.includes('email')) return;
    for (const each of functions) each.addAccess(data.contacts.accessTo('GetItem', 'PutItem'));
  }

  /**
   * Passes the channels, the mode and the senders to the function of the management API, which shows them, refuses a publication whose
   * exceptions would wait for opens that are not tracked (R94), makes the tokens of inboxes (R89), and has the senders send tests (R91).
   */
  describeTo(apiFunction: ConnectorFunction): void {
    const { settings, data, channels, publicApi } = this.#props;
    this.nameChannelsTo(apiFunction);
    apiFunction.addAccess(data.deliveries.accessToItems(['halt#*'], 'GetItem'));
    apiFunction.addAccess(...this.senders.map((sender) => sender.accessToTest()));
    if (this.tokenKeys !== undefined) apiFunction.addAccess(this.tokenKeys.accessToRead());
    for (const [name, value] of Object.entries({
      ...createPolicyEnvironment(this.policy),
      ...(channels.email && { [ENVIRONMENT.emailFrom]: channels.email.from }),
      ...(this.sesEvents && { [ENVIRONMENT.configurationSet]: this.sesEvents.configurationSetName }),
      ...(this.publicApi && {
        [ENVIRONMENT.installation]: createInstallationId(this, settings.stage),
        [ENVIRONMENT.publicUrl]: this.publicApi.http.url,
      }),
      ...(publicApi.allowedOrigins && { [ENVIRONMENT.publicOrigins]: publicApi.allowedOrigins.join(',') }),
    }))
      apiFunction.lambda.addEnvironment(name, value);
  }

  #createEmailSender(email: EmailChannelProps, context: SenderContext): ChannelSender {
    const { settings, data } = context;
    const { sesEvents, tokenKeys, publicApi } = this;
    if (sesEvents === undefined || tokenKeys === undefined || publicApi === undefined)
      throw new Error('email: expected the configuration set, the keys of links and the public API');
    const sender = new ChannelSender(this, 'Email', {
      ...context,
      channels: ['email'],
      reportsSent: true,
      functionName: 'send-email',
      urlVariable: ENVIRONMENT.emailSender,
      description: 'Sends emails by Amazon SES.',
      maxConcurrency: 10,
      content: 'emails',
      deadLettersName: 'unsent-emails',
      haltedChannel: 'email',
    });
    sender.sender.addAccess(tokenKeys.accessToRead(), data.contacts.accessTo('GetItem'));
    const { lambda } = sender.sender;
    for (const [name, value] of Object.entries({
      [ENVIRONMENT.emailFrom]: email.from,
      [ENVIRONMENT.configurationSet]: sesEvents.configurationSetName,
      [ENVIRONMENT.stage]: settings.stage,
      [ENVIRONMENT.installation]: createInstallationId(this, settings.stage),
      [ENVIRONMENT.publicUrl]: publicApi.http.url,
      ...(email.maxPerSecond !== undefined && { [ENVIRONMENT.maxPerSecond]: String(email.maxPerSecond) }),
      ...(email.maxPerDay !== undefined && { [ENVIRONMENT.maxPerDay]: String(email.maxPerDay) }),
    }))
      lambda.addEnvironment(name, value);
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [
          ...email.identities.map((identity) => this.#formatSesArn('identity', identity)),
          this.#formatSesArn('configuration-set', sesEvents.configurationSetName),
        ],
      }),
    );
    if (email.maxPerSecond === undefined) allowToReadQuota(lambda);
    return sender;
  }

  #formatSesArn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
  }
}

/** Allows a Lambda function to read the quota of the account. */
function allowToReadQuota(lambda: ConnectorFunction['lambda']): void {
  lambda.addToRolePolicy(allowActions(['ses:GetAccount'], '*'));
  Validations.of(lambda.role ?? lambda).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'SES has no resource for the account, of which this action reads the quota: AWS requires the star.',
  });
}

function createWebhookSender(scope: Construct, webhook: WebhookChannelProps, context: SenderContext): ChannelSender {
  const sender = new ChannelSender(scope, 'Webhook', {
    ...context,
    channels: ['webhook'],
    reportsSent: true,
    functionName: 'send-webhook',
    urlVariable: ENVIRONMENT.webhookSender,
    description: 'Sends signed webhooks.',
    maxConcurrency: 10,
    content: 'webhooks',
    deadLettersName: 'unsent-webhooks',
  });
  const { lambda } = sender.sender.addAccess(accessToReadSecret(webhook.secret));
  if (webhook.allowHosts !== undefined)
    lambda.addEnvironment(ENVIRONMENT.webhookAllowHosts, webhook.allowHosts.join(','));
  if (webhook.maxPerSecond !== undefined) lambda.addEnvironment(ENVIRONMENT.maxPerSecond, String(webhook.maxPerSecond));
  return sender;
}

/** Returns the access with which a Lambda function reads the secrets that sign. The ARN of a secret that was found by its name lacks its end. */
function accessToReadSecret({ secretArn, secretFullArn, encryptionKey }: ISecret): Access {
  const resource = secretFullArn ?? `${secretArn}-??????`;
  return {
    variable: ENVIRONMENT.webhookSecrets,
    value: secretArn,
    statements: [
      allowActions(['secretsmanager:GetSecretValue'], resource),
      ...(encryptionKey === undefined ? [] : [allowActions(['kms:Decrypt'], encryptionKey.keyArn)]),
    ],
  };
}

function createInboxSender(scope: Construct, context: SenderContext): ChannelSender {
  return new ChannelSender(scope, 'Inbox', {
    ...context,
    channels: INBOX_CHANNELS,
    // What lies in an inbox is received when it is viewed.
    reportsSent: false,
    functionName: 'send-inbox',
    urlVariable: ENVIRONMENT.inboxSender,
    description: 'Puts in-app messages and content cards into the inboxes of their users.',
    maxConcurrency: 10,
    content: 'in-app messages',
    deadLettersName: 'unsent-in-app-messages',
  });
}

/** Returns the environment variables with the sending mode and the allow list. */
function createPolicyEnvironment({ mode, allow }: SendingPolicy): Record<string, string> {
  return {
    [ENVIRONMENT.sendingMode]: mode,
    ...(allow.length > 0 && { [ENVIRONMENT.sendingAllow]: allow.join(',') }),
  };
}
