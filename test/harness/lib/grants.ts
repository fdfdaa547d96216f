import type { DeadLetterQueueName } from '../../../core/contracts/dead-letter-queues.ts';
import { OPEN_WAVES_INDEX } from '../../../core/contracts/tables.ts';
import type { FunctionName } from '../../../lib/connector-function.ts';
import { deadLettersOf, RESOURCE_NAMES, SOURCE_QUEUES } from '../../doubles/aws.ts';
import { type Installed, written } from './synthesized.ts';

/** The actions, each with its resource, that Lambda performs with the role of a function, and those for which there is no stand-in. */
const NOT_REQUESTED_BY_CODE: readonly (readonly [action: RegExp, why: string])[] = [
  [/^logs:(CreateLogStream|PutLogEvents) /, 'Lambda writes the log'],
  [
    /^sqs:(ReceiveMessage|GetQueueUrl|DeleteMessage|GetQueueAttributes) (?!.*(DeadLetters|Undelivered|Unsent))/,
    'Lambda reads the queue',
  ],
  [
    /^secretsmanager:GetSecretValue .*CurrentsToken/,
    'functions/runtime/currents-token-reader.ts reads the token, for which there is no stand-in',
  ],
];

/** The names that the stand-ins give to the resources of a template, by a pattern of their ARN. */
const RESOURCES: readonly (readonly [arn: RegExp, name: string])[] = [
  [/Enrollments.*\/index\/open-waves$/, `${RESOURCE_NAMES.enrollments} ${OPEN_WAVES_INDEX.indexName}`],
  [/DataEnrollments/, RESOURCE_NAMES.enrollments],
  [/DataConnectors/, RESOURCE_NAMES.connectors],
  [/DataPublications/, RESOURCE_NAMES.publications],
  [/DataProfiles/, RESOURCE_NAMES.profiles],
  [/DataContacts/, RESOURCE_NAMES.contacts],
  [/DataRefused/, RESOURCE_NAMES.refused],
  [/DataDeliveries/, RESOURCE_NAMES.deliveries],
  [/DataSuppressionKey/, 'suppression-key'],
  [/:parameter\/campaign-connector\/dead-letter-queues$/, 'dead-letter-queues'],
  [/DataBus/, 'bus'],
  [/:(stateMachine|execution):campaign-connector-waves/, 'waves'],
  [/<ConnectorMatchersMatchExceptionQueueDeadLetters/, deadLettersOf('events')],
  [/<ConnectorMatchersMatchTriggerQueueDeadLetters/, deadLettersOf('triggers')],
  [/<ConnectorMatchersUpdateProfileQueueDeadLetters/, deadLettersOf('profiles')],
  [/<ConnectorWavesWaveEndedQueueDeadLetters/, deadLettersOf('wave-status-changes')],
  [/<ConnectorWavesEndWaitsQueueDeadLetters/, deadLettersOf('cancellations')],
  [/<ConnectorErasuresEraseUserQueueDeadLetters/, deadLettersOf('erasures')],
  [/<ConnectorUndelivered/, deadLettersOf('undelivered')],
  [/<ConnectorSendersSesEventsReadQueueDeadLetters/, deadLettersOf('ses-events')],
  [/<ConnectorWavesWaveEndedQueue/, SOURCE_QUEUES['wave-status-changes']],
  [/<ConnectorSendersSesEventsReadQueue/, SOURCE_QUEUES['ses-events']],
  [/<ConnectorSendersEmailMessages/, SOURCE_QUEUES['unsent-emails']],
  [/<ConnectorSendersWebhookMessages/, SOURCE_QUEUES['unsent-webhooks']],
  [/<ConnectorSendersInboxMessages/, SOURCE_QUEUES['unsent-in-app-messages']],
  [/<ConnectorRefused/, RESOURCE_NAMES.refusedQueueUrl],
  [/<ConnectorWavesEndWaitsQueue/, RESOURCE_NAMES.cancelWaitsQueueUrl],
  [/<ConnectorMatchersMatchTriggerQueue/, RESOURCE_NAMES.triggerQueueUrl],
  [/<ConnectorMatchersMatchExceptionQueue/, RESOURCE_NAMES.eventsQueueUrl],
  [/<ConnectorErasuresEraseUserQueue/, RESOURCE_NAMES.erasureQueueUrl],
  [/<ConnectorMatchersUpdateProfileQueue/, RESOURCE_NAMES.profilesQueueUrl],
  [/<ConnectorSenders\w+Unsent/, RESOURCE_NAMES.unsentQueueUrl],
  [/<ConnectorSendersEmailSendFunction/, 'send-email'],
  [/<ConnectorSendersWebhookSendFunction/, 'send-webhook'],
  [/<ConnectorSendersInboxSendFunction/, 'send-inbox'],
  [/<ConnectorSendersTokenKeys/, 'token-keys'],
  [/:secret:webhooks-/, 'webhook-secrets'],
  [/:identity\//, 'identities'],
  [/:configuration-set\//, 'configuration-set'],
  [/^\*$/, 'account'],
];

/** The functions that send to the queue which they read as to their input, whatever others call it. */
const INPUT_READERS: readonly FunctionName[] = ['match-exception', 'update-profile'];

/** The names of the dead letters of senders, by the ids of their constructs. */
const UNSENT: Readonly<Record<string, DeadLetterQueueName>> = {
  Email: 'unsent-emails',
  Webhook: 'unsent-webhooks',
  Inbox: 'unsent-in-app-messages',
};

/** The paths of the constructs of the Lambda functions, as they are in logical ids. */
const CONSTRUCT_PATHS: Readonly<Record<FunctionName, string>> = {
  'match-trigger': 'MatchersMatchTrigger',
  'match-exception': 'MatchersMatchException',
  'update-profile': 'MatchersUpdateProfile',
  dispatch: 'WavesDispatch',
  'erase-user': 'ErasuresEraseUser',
  'wave-ended': 'WavesWaveEnded',
  'end-waits': 'WavesEndWaits',
  'check-waves': 'WavesCheckWaves',
  api: 'ManagementAnswer',
  ingest: 'IngestAnswer',
  'send-email': 'SendersEmailSend',
  'send-webhook': 'SendersWebhookSend',
  'send-inbox': 'SendersInboxSend',
  'ses-events': 'SendersSesEventsRead',
  public: 'SendersPublicAnswer',
};

/** Returns what the role of a Lambda function allows its code, as `action resource`. */
export function grantedTo(functionName: FunctionName, { connector }: Installed): string[] {
  const policies = Object.entries(connector.findResources('AWS::IAM::Policy'));
  const own = policies.filter(([id]) => id.startsWith(`Connector${CONSTRUCT_PATHS[functionName]}RoleDefaultPolicy`));
  const statements = own.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  const grants = statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, arn: written(resource) }))),
  );
  const ours = grants.filter(
    ({ action, arn }) => !NOT_REQUESTED_BY_CODE.some(([pattern]) => pattern.test(`${action} ${arn}`)),
  );
  const path = CONSTRUCT_PATHS[functionName];
  const inputQueue = new RegExp(`^<Connector(${path}Queue|${path.replace(/Send$/, '')}Messages)[0-9A-F]{8}\\.Arn>$`);
  const isInput = (action: string, arn: string) =>
    inputQueue.test(arn) && (action === 'sqs:ChangeMessageVisibility' || INPUT_READERS.includes(functionName));
  const resourceOf = (action: string, arn: string) => {
    if (isInput(action, arn)) return RESOURCE_NAMES.inputQueueUrl;
    // A sender knows one queue of dead letters, its own; the management API those of all.
    const [, content] = functionName === 'api' ? (/<ConnectorSenders(\w+)Unsent/.exec(arn) ?? []) : [];
    return content === undefined ? nameOf(arn) : deadLettersOf(UNSENT[content] ?? 'undelivered');
  };
  return distinct(ours.map(({ action, arn }) => `${action} ${resourceOf(action, arn)}`));
}

function nameOf(arn: string): string {
  const found = RESOURCES.find(([pattern]) => pattern.test(arn));
  if (found === undefined) throw new Error(`${arn}: expected a resource that the stand-ins know`);
  return found[1];
}

/** Returns the permissions that a request in the trace of the stand-ins needs, as `action resource`. */
export function requestedBy(request: string): string[] {
  const [operation = '', resource = '', detail = ''] = request.split(' ');
  switch (operation) {
    case 'TransactWrite':
      return request
        .slice('TransactWrite '.length)
        .split(', ')
        .flatMap((write) => requestedBy(write));
    case 'PutEvents':
      return ['events:PutEvents bus'];
    case 'SendMessage':
    case 'SendMessageBatch':
      return [`sqs:SendMessage ${resource}`];
    case 'ChangeMessageVisibility':
    case 'ReceiveMessage':
    case 'GetQueueAttributes':
      return [`sqs:${operation} ${resource}`];
    case 'DeleteMessageBatch':
      return [`sqs:DeleteMessage ${resource}`];
    case 'Invoke':
      return [`lambda:InvokeFunction ${resource}`];
    case 'SendEmail':
      return ['ses:SendEmail identities', 'ses:SendEmail configuration-set'];
    case 'GetAccount':
      return ['ses:GetAccount account'];
    case 'GetParameter':
      return [`ssm:GetParameter ${resource}`];
    case 'GetSecretValue':
      return [`secretsmanager:GetSecretValue ${resource}`];
    case 'StartExecution':
    case 'DescribeExecution':
    case 'ListExecutions':
    case 'StopExecution':
      return [`states:${operation} waves`];
    case 'Query':
    case 'Scan':
      return [`dynamodb:${operation} ${resource}${detail === OPEN_WAVES_INDEX.indexName ? ` ${detail}` : ''}`];
    default:
      return [`dynamodb:${operation}Item ${resource}`];
  }
}

/** Returns the texts in order, without duplicates. */
export function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
