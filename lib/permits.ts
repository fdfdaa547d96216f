import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allow } from './access.ts';
import type { CampaignData } from './campaign-data.ts';
import type { OperatorQueue } from './safe-queue.ts';
import type { WaveAddress } from './wave-address.ts';

/** What stages can be let at. */
export interface World {
  readonly data: CampaignData;
  readonly bus: IEventBus;
  readonly waves: WaveAddress;
  readonly refused: OperatorQueue;
}

/** What stages are let do, in the words of what they do. */
export interface Permits {
  /** Find which follow-ups listen. */
  readonly listen: Access;
  readonly readPublished: Access;
  /** Read rows, seats and waves, and write them. */
  readonly changeRows: Access;
  readonly knowUsers: Access;
  /** Start waves, and see how they are. */
  readonly startWaves: Access;
  /** Hand messages over, on the bus. */
  readonly send: Access;
  /** Keep what is refused, and show it to operators. */
  readonly refuse: readonly Access[];
}

/** The permissions that several stages share. */
export function permitsOf({ data, bus, waves, refused }: World): Permits {
  return {
    listen: data.connectors.to('Query'),
    readPublished: data.publications.to('GetItem', 'Query'),
    changeRows: data.enrollments.to('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'),
    knowUsers: data.profiles.to('GetItem'),
    startWaves: waves.toStart(),
    send: {
      variable: ENVIRONMENT.bus,
      value: bus.eventBusName,
      statements: [allow(['events:PutEvents'], bus.eventBusArn)],
    },
    refuse: [data.refused.to('PutItem'), refused.toSend(ENVIRONMENT.refusedQueue)],
  };
}
