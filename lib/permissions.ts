import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions } from './access.ts';
import type { CampaignData } from './campaign-data.ts';
import type { OperatorQueue } from './connector-queue.ts';
import type { LogKey } from './log-key.ts';
import type { WaveMachineReference } from './wave-machine-reference.ts';

/** The resources that Lambda functions share. */
export interface PermissionTargets {
  readonly data: CampaignData;
  readonly bus: IEventBus;
  readonly waveMachine: WaveMachineReference;
  readonly refused: OperatorQueue;
  /** The key of the hashes in logs, where ids are hashed. */
  readonly logKey: LogKey | undefined;
}

/** The access that several Lambda functions need, named by what they do with it. */
export interface Permissions {
  /** The access to find the follow-ups that listen to an event. */
  readonly readListeners: Access;
  /** The access to read the published version of a follow-up. */
  readonly readPublished: Access;
  /** The same access, and that to find the last version of a publication that is over. */
  readonly findPublished: Access;
  /** The access to read and write a row, a seat or a wave, and to count. */
  readonly changeRows: Access;
  /** The access to list rows of a user, seats of a wave, and waves of a campaign. */
  readonly listRows: Access;
  readonly readProfiles: Access;
  /** The access to delete the seat of a trigger that came after the deletion of its user (R65). */
  readonly deleteSeats: Access;
  /** The access to start waves and read their status. */
  readonly startWaves: Access;
  /** The access to list the waves that wait. */
  readonly listWaves: Access;
  /** The access to stop the waves that wait. */
  readonly stopWaves: Access;
  /** The access to dispatch messages to the bus. */
  readonly sendMessages: Access;
  /** The access to store refused events and to send them to the queue for operators. */
  readonly storeRefused: readonly Access[];
  /** The access to log decisions: to the key of the hashes, where ids are hashed. */
  readonly logDecisions: readonly Access[];
}

/** Creates the permissions that several Lambda functions share. */
export function createPermissions({ data, bus, waveMachine, refused, logKey }: PermissionTargets): Permissions {
  return {
    readListeners: data.connectors.accessTo('Query'),
    readPublished: data.publications.accessTo('GetItem'),
    findPublished: data.publications.accessTo('GetItem', 'Query'),
    changeRows: data.enrollments.accessTo('GetItem', 'PutItem', 'UpdateItem'),
    listRows: data.enrollments.accessTo('Query'),
    readProfiles: data.profiles.accessTo('GetItem'),
    deleteSeats: data.enrollments.accessToItems(['seat#*'], 'DeleteItem'),
    startWaves: waveMachine.accessToStart(),
    listWaves: waveMachine.accessToList(),
    stopWaves: waveMachine.accessToStop(),
    sendMessages: {
      variable: ENVIRONMENT.bus,
      value: bus.eventBusName,
      statements: [allowActions(['events:PutEvents'], bus.eventBusArn)],
    },
    storeRefused: [data.refused.accessTo('PutItem'), refused.accessToSend(ENVIRONMENT.refusedQueue)],
    logDecisions: logKey === undefined ? [] : [logKey.accessToRead()],
  };
}
