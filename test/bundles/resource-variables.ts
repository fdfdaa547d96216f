import { ENVIRONMENT, type EnvironmentVariable } from '../../core/contracts/environment.ts';
import type { FunctionName } from '../../lib/connector-function.ts';

const { connectors, publications, enrollments, profiles, contacts, refused, deliveries, bus, waveMachine } =
  ENVIRONMENT;
const { suppressionKey, erasureQueue, unsentQueue, tokenKeys, webhookSecrets, sendingMode, installation } = ENVIRONMENT;
const { deadLetterQueues, webhookAllowHosts, emailFrom, configurationSet, stage, publicUrl } = ENVIRONMENT;
const { refusedQueue, cancelWaitsQueue, triggerQueue, inputQueue, eventsQueue, profilesQueue, currentsSecret } =
  ENVIRONMENT;
/** The variables of the senders of all channels. */
const sending = [publications, deliveries, inputQueue, unsentQueue, sendingMode];
const dispatching = [publications, enrollments, profiles, bus, waveMachine];

/** The environment variables with the resources of each Lambda function. */
export const RESOURCE_VARIABLES: Readonly<Record<FunctionName, readonly EnvironmentVariable[]>> = {
  'match-trigger': [...dispatching, connectors, refused, refusedQueue, inputQueue],
  'match-exception': [
    publications,
    enrollments,
    profiles,
    bus,
    waveMachine,
    connectors,
    refused,
    refusedQueue,
    triggerQueue,
    inputQueue,
  ],
  'update-profile': [profiles, contacts, suppressionKey, refused, refusedQueue, inputQueue, erasureQueue],
  'erase-user': [
    publications,
    enrollments,
    profiles,
    contacts,
    suppressionKey,
    deliveries,
    refused,
    bus,
    waveMachine,
    inputQueue,
    erasureQueue,
  ],
  dispatch: dispatching,
  'end-waits': [...dispatching, cancelWaitsQueue, inputQueue],
  'wave-ended': [enrollments, cancelWaitsQueue, inputQueue],
  'check-waves': [publications, enrollments, waveMachine, cancelWaitsQueue],
  api: [
    publications,
    enrollments,
    profiles,
    contacts,
    connectors,
    refused,
    deliveries,
    bus,
    refusedQueue,
    cancelWaitsQueue,
    deadLetterQueues,
    waveMachine,
    eventsQueue,
    profilesQueue,
    stage,
  ],
  ingest: [enrollments, connectors, refused, refusedQueue, eventsQueue, currentsSecret],
  'send-email': [
    ...sending,
    contacts,
    eventsQueue,
    tokenKeys,
    emailFrom,
    configurationSet,
    stage,
    installation,
    publicUrl,
  ],
  'send-webhook': [...sending, eventsQueue, webhookSecrets, webhookAllowHosts],
  'send-inbox': sending,
  'ses-events': [
    deliveries,
    profiles,
    contacts,
    suppressionKey,
    refused,
    refusedQueue,
    inputQueue,
    eventsQueue,
    installation,
  ],
  public: [publications, contacts, deliveries, eventsQueue, tokenKeys, installation],
};

/** Returns whether a name is that of a Lambda function. */
export function isFunctionName(name: string): name is FunctionName {
  return name in RESOURCE_VARIABLES;
}
