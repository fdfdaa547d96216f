import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { CampaignData } from './campaign-data.ts';
import type { OperatorQueue } from './connector-queue.ts';
import type { Ingest } from './ingest.ts';
import type { Management } from './management.ts';
import type { Matchers } from './matchers.ts';
import type { Senders } from './senders.ts';
import type { UserErasure } from './user-erasure.ts';
import type { WaveProcessing } from './wave-processing.ts';

/** The parts of a connector that alarms, dashboard and saved queries refer to. */
export interface MonitoredConnector {
  readonly stage: string;
  readonly bus: IEventBus;
  readonly data: CampaignData;
  readonly refused: OperatorQueue;
  readonly undelivered: OperatorQueue;
  readonly matchers: Matchers;
  readonly waves: WaveProcessing;
  readonly erasures: UserErasure;
  readonly management: Management;
  readonly ingest: Ingest;
  /** The senders of channels; absent if the connector sends none itself. */
  readonly senders: Senders | undefined;
}
