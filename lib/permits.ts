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
  /** Read what listens, as it was published. */
  readonly readPublished: Access;
  /** The same, and what was published last in a publication that is over. */
  readonly findPublished: Access;
  /** Read a row, a seat or a wave, and write it; count. */
  readonly changeRows: Access;
  /** List rows of a user, seats of a wave, waves of a campaign. */
  readonly listRows: Access;
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
    readPublished: data.publications.to('GetItem'),
    findPublished: data.publications.to('GetItem', 'Query'),
    changeRows: data.enrollments.to('GetItem', 'PutItem', 'UpdateItem'),
    listRows: data.enrollments.to('Query'),
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
