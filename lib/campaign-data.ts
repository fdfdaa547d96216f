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

/** How what holds data is kept. Every property has a default. */
export interface CampaignDataProps {
  /**
   * The bus that producers put interactions on.
   * @default a new one, named `campaign-connector` (stage `dev`) or `campaign-connector-<stage>`
   */
  readonly bus?: IEventBus;
  /**
   * What happens to the tables when the stack goes. Anything but `DESTROY` protects them from deletion, too.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Encrypts the tables and the Currents token; the stack must say its region.
   * @default the services' own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * Tells installations of one account and region apart: at most 20 of a-z, 0-9 and -, beginning with a letter, not ending in
   * `-data` or `-insights`.
   * @default 'dev'
   */
  readonly stage?: string;
}

/** What must outlive every deployment: the five tables, the bus that producers put interactions on, and the token that Currents was given. */
export class CampaignData extends Construct {
  readonly stage: string;
  readonly bus: IEventBus;
  /** Which follow-ups listen to which event. */
  readonly connectors: KeyedTable;
  /** Campaigns and what was published of them. */
  readonly publications: KeyedTable;
  /** Rows, seats, waves and counts. */
  readonly enrollments: KeyedTable;
  /** What is known of users. */
  readonly profiles: KeyedTable;
  /** Events that were refused, for operators. */
  readonly refused: KeyedTable;
  /** What Braze Currents shows to be let in. */
  readonly currentsToken: CurrentsToken;

  constructor(scope: Construct, id: string, props: CampaignDataProps = {}) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN, encryptionKey, stage = DEFAULT_STAGE } = props;
    this.stage = stage;
    const retention = { removalPolicy, ...(encryptionKey && { encryptionKey }) };

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
