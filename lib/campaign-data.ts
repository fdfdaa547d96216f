import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, type WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { OPEN_WAVES_INDEX } from '../core/contracts/tables.ts';
import { attachTable, type ConnectorTable } from './connector-table.ts';
import { CurrentsToken } from './currents-token.ts';
import { createInstallationName, DEFAULT_STAGE } from './installation-name.ts';
import { KeyedTable, type KeyedTableProps } from './keyed-table.ts';
import { SuppressionKey } from './suppression-key.ts';

/** The names of seven tables that exist, each with the keys, the index and the items of one that an installation created. */
export interface CampaignTables {
  readonly connectors: string;
  readonly publications: string;
  readonly enrollments: string;
  readonly profiles: string;
  readonly contacts: string;
  readonly refused: string;
  readonly deliveries: string;
}

/** The settings of the stored data. Every property has a default. */
export interface CampaignDataProps {
  /**
   * The bus that producers put interactions on.
   * @default a new one, named `campaign-connector` (stage `dev`) or `campaign-connector-<stage>`
   */
  readonly bus?: IEventBus;
  /**
   * The tables to attach, which an earlier installation left or which were restored. All seven are of one point in time. They are not
   * part of the stack: it neither changes nor deletes them.
   * @default new ones
   */
  readonly tables?: CampaignTables;
  /**
   * The complete ARN of the secret with the key of the hashes under which refusals of deleted users are kept, if the attached tables have
   * any: the output `SuppressionKeyArn` of the earlier installation. With another key none of them would be found.
   * @default a new one
   */
  readonly suppressionKeyArn?: string | undefined;
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
   * The writes and reads a second for which the table of enrollments is warmed before a first blast: `npm run cost -- --capacity` says how
   * many. AWS charges for it once. It cannot be lowered again, and tables that are attached are warmed by hand.
   * @default what AWS gives a new table: 4,000 writes and 12,000 reads a second
   */
  readonly warmThroughput?: WarmThroughput;
  /**
   * The deployment stage, which distinguishes installations in one account and region: at most 20 of a-z, 0-9 and -, beginning
   * with a letter, not ending in `-data` or `-insights`.
   * @default 'dev'
   */
  readonly stage?: string;
}

/** The seven tables, the bus that producers put interactions on, the token of Braze Currents, and a key, which must outlive every deployment. */
export class CampaignData extends Construct {
  readonly stage: string;
  readonly bus: IEventBus;
  /** True if the bus was created with the data, and is not one that was there before. */
  readonly isOwnBus: boolean;
  /** True if everything is deleted with its stack: a trial. */
  readonly isEphemeral: boolean;
  /** The table of connectors: for each event, the follow-ups that listen to it. */
  readonly connectors: ConnectorTable;
  /** The table of campaigns and their publications. */
  readonly publications: ConnectorTable;
  /** The table of rows, seats, waves and counts. */
  readonly enrollments: ConnectorTable;
  /** The table of user profiles. */
  readonly profiles: ConnectorTable;
  /** The table of the addresses and consents of users. */
  readonly contacts: ConnectorTable;
  /** The table of events that were refused, for operators. */
  readonly refused: ConnectorTable;
  /** The table of deliveries, of the halts of channels and of their token buckets. */
  readonly deliveries: ConnectorTable;
  /** The bearer token of Braze Currents. */
  readonly currentsToken: CurrentsToken;
  /** The key of the hashes under which refusals of deleted users are kept. */
  readonly suppressionKey: SuppressionKey;

  constructor(scope: Construct, id: string, props: CampaignDataProps = {}) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN, encryptionKey, stage = DEFAULT_STAGE } = props;
    this.stage = stage;
    const retention = { removalPolicy, ...(encryptionKey && { encryptionKey }) };

    this.isEphemeral = removalPolicy === RemovalPolicy.DESTROY;
    this.isOwnBus = props.bus === undefined;
    this.bus = props.bus ?? new EventBus(this, 'Bus', { eventBusName: createInstallationName(stage) });

    const createTable = (
      id: string,
      name: keyof CampaignTables,
      more: Pick<KeyedTableProps, 'index' | 'warmThroughput'> = {},
    ): ConnectorTable => {
      const variable = ENVIRONMENT[name];
      const tableName = props.tables?.[name];
      return tableName === undefined
        ? new KeyedTable(this, id, { variable, ...more, ...retention })
        : attachTable(this, id, { variable, tableName, ...(encryptionKey && { encryptionKey }) });
    };
    this.connectors = createTable('Connectors', 'connectors');
    this.publications = createTable('Publications', 'publications');
    this.enrollments = createTable('Enrollments', 'enrollments', {
      index: {
        indexName: OPEN_WAVES_INDEX.indexName,
        partitionKey: { name: OPEN_WAVES_INDEX.partition, type: AttributeType.STRING },
        sortKey: { name: OPEN_WAVES_INDEX.sort, type: AttributeType.NUMBER },
      },
      ...(props.warmThroughput && { warmThroughput: props.warmThroughput }),
    });
    this.profiles = createTable('Profiles', 'profiles');
    this.contacts = createTable('Contacts', 'contacts');
    this.refused = createTable('Refused', 'refused');
    this.deliveries = createTable('Deliveries', 'deliveries');

    this.currentsToken = new CurrentsToken(this, 'CurrentsToken', retention);
    this.suppressionKey = new SuppressionKey(this, 'SuppressionKey', {
      ...retention,
      secretArn: props.suppressionKeyArn,
    });

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', stage);
  }
}
