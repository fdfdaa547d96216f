import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions } from './access.ts';
import type { CampaignData } from './campaign-data.ts';
import type { OperatorQueue } from './connector-queue.ts';
import type { WaveMachineReference } from './wave-machine-reference.ts';

/** What stages can be let at. */
export interface PermissionTargets {
  readonly data: CampaignData;
  readonly bus: IEventBus;
  readonly waveMachine: WaveMachineReference;
  readonly refused: OperatorQueue;
}

/** What stages are let do, in the words of what they do. */
export interface Permissions {
  /** Find which follow-ups listen. */
  readonly readListeners: Access;
  /** Read what listens, as it was published. */
  readonly readPublished: Access;
  /** The same, and what was published last in a publication that is over. */
  readonly findPublished: Access;
  /** Read a row, a seat or a wave, and write it; count. */
  readonly changeRows: Access;
  /** List rows of a user, seats of a wave, waves of a campaign. */
  readonly listRows: Access;
  readonly readProfiles: Access;
  /** Start waves, and see how they are. */
  readonly startWaves: Access;
  /** Hand messages over, on the bus. */
  readonly sendMessages: Access;
  /** Keep what is refused, and show it to operators. */
  readonly storeRefused: readonly Access[];
}

/** The permissions that several stages share. */
export function createPermissions({ data, bus, waveMachine, refused }: PermissionTargets): Permissions {
  return {
    readListeners: data.connectors.accessTo('Query'),
    readPublished: data.publications.accessTo('GetItem'),
    findPublished: data.publications.accessTo('GetItem', 'Query'),
    changeRows: data.enrollments.accessTo('GetItem', 'PutItem', 'UpdateItem'),
    listRows: data.enrollments.accessTo('Query'),
    readProfiles: data.profiles.accessTo('GetItem'),
    startWaves: waveMachine.accessToStart(),
    sendMessages: {
      variable: ENVIRONMENT.bus,
      value: bus.eventBusName,
      statements: [allowActions(['events:PutEvents'], bus.eventBusArn)],
    },
    storeRefused: [data.refused.accessTo('PutItem'), refused.accessToSend(ENVIRONMENT.refusedQueue)],
  };
}
