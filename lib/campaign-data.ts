import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { OPEN_WAVES_INDEX } from '../core/contracts/tables.ts';
import { CurrentsToken } from './currents-token.ts';
import { createInstallationName, DEFAULT_STAGE } from './installation-name.ts';
import { KeyedTable } from './keyed-table.ts';

/** The settings of the stored data. Every property has a default. */
export interface CampaignDataProps {
  /**
   * The bus that producers put interactions on.
   * @default a new one, named `campaign-connector` (stage `dev`) or `campaign-connector-<stage>`
   */
  readonly bus?: IEventBus;
  /**
   * The fate of the tables when the stack is deleted. Anything but `DESTROY` protects them from deletion, too.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts the tables and the Currents token; the stack must name its region.
   * @default the services' own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * The deployment stage, which distinguishes installations in one account and region: at most 20 of a-z, 0-9 and -, beginning
   * with a letter, not ending in `-data` or `-insights`.
   * @default 'dev'
   */
  readonly stage?: string;
}

/** The five tables, the bus that producers put interactions on, and the token of Braze Currents, which must outlive every deployment. */
export class CampaignData extends Construct {
  readonly stage: string;
  readonly bus: IEventBus;
  /** True if the bus was created with the data, and is not one that was there before. */
  readonly isOwnBus: boolean;
  /** The table of connectors: for each event, the follow-ups that listen to it. */
  readonly connectors: KeyedTable;
  /** The table of campaigns and their publications. */
  readonly publications: KeyedTable;
  /** The table of rows, seats, waves and counts. */
  readonly enrollments: KeyedTable;
  /** The table of user profiles. */
  readonly profiles: KeyedTable;
  /** The table of events that were refused, for operators. */
  readonly refused: KeyedTable;
  /** The bearer token of Braze Currents. */
  readonly currentsToken: CurrentsToken;

  constructor(scope: Construct, id: string, props: CampaignDataProps = {}) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN, encryptionKey, stage = DEFAULT_STAGE } = props;
    this.stage = stage;
    const retention = { removalPolicy, ...(encryptionKey && { encryptionKey }) };

    this.isOwnBus = props.bus === undefined;
    this.bus = props.bus ?? new EventBus(this, 'Bus', { eventBusName: createInstallationName(stage) });

    this.connectors = new KeyedTable(this, 'Connectors', { variable: ENVIRONMENT.connectors, ...retention });
    this.publications = new KeyedTable(this, 'Publications', { variable: ENVIRONMENT.publications, ...retention });
    this.enrollments = new KeyedTable(this, 'Enrollments', {
      variable: ENVIRONMENT.enrollments,
      index: {
        indexName: OPEN_WAVES_INDEX.indexName,
        partitionKey: { name: OPEN_WAVES_INDEX.partition, type: AttributeType.STRING },
        sortKey: { name: OPEN_WAVES_INDEX.sort, type: AttributeType.NUMBER },
      },
      ...retention,
    });
    this.profiles = new KeyedTable(this, 'Profiles', { variable: ENVIRONMENT.profiles, ...retention });
    this.refused = new KeyedTable(this, 'Refused', { variable: ENVIRONMENT.refused, ...retention });

    this.currentsToken = new CurrentsToken(this, 'CurrentsToken', retention);

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', stage);
  }
}
