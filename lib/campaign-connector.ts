import { type RemovalPolicy, Stack, Stage, Tags, Token } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { allowServicesToUseKey } from './allow-services-to-use-key.ts';
import { findPackagedBundles } from './bundles.ts';
import { CampaignData } from './campaign-data.ts';
import { ConnectorAlarms } from './connector-alarms.ts';
import { ConnectorDashboard } from './connector-dashboard.ts';
import { OperatorQueue } from './connector-queue.ts';
import { DEFAULT_STAGE } from './installation-name.ts';
import { Management } from './management.ts';
import { Matchers } from './matchers.ts';
import { createPermissions } from './permissions.ts';
import type { Settings } from './settings.ts';
import { WaveMachineReference } from './wave-machine-reference.ts';
import { WaveProcessing } from './wave-processing.ts';

export { CampaignData, type CampaignDataProps } from './campaign-data.ts';
export { CampaignInsights, type CampaignInsightsProps } from './campaign-insights.ts';

/** How an installation is set up. Every property has a default. */
export interface CampaignConnectorProps {
  /**
   * What holds data, where it is to live in a stack of its own.
   * @default made inside
   */
  readonly data?: CampaignData;
  /**
   * The bus that producers put interactions on and that messages leave by, in the account and region of the connector.
   * @default the bus of `data`
   */
  readonly bus?: IEventBus;
  /**
   * What happens to the tables when the stack goes, where `data` is made inside.
   * @default RemovalPolicy.RETAIN, and protected from deletion
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Told when an alarm goes off, and when it is over.
   * @default nobody is told
   */
  readonly alarmTopic?: ITopic;
  /**
   * How long logs are kept.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * Encrypts tables, queues and logs; the stack must say its region. The policy of an imported key must let EventBridge
   * and CloudWatch Logs use it.
   * @default the services' own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * Whether every decision about a user is told on the bus, as `Enrollment Changed`: about three events for each message.
   * @default false
   */
  readonly enrollmentEvents?: boolean;
  /**
   * Tells installations of one account and region apart: at most 20 of a-z, 0-9 and -, beginning with a letter, not ending in
   * `-data` or `-insights`. Throws where another connector of the app has it.
   * @default the stage of `data`, or 'dev'
   */
  readonly stage?: string;
  /**
   * The folder of the Lambdas' bundles.
   * @default the ones that come with this package
   */
  readonly bundles?: string;
}

/** The whole connector: put interactions on its bus, publish follow-up campaigns, and take `Message Dispatched` from the bus. */
export class CampaignConnector extends Construct {
  readonly stage: string;
  /** What must outlive every deployment. */
  readonly data: CampaignData;
  readonly bus: IEventBus;
  /** Events that were refused, with their reason, for operators. */
  readonly refused: OperatorQueue;
  /** Events that EventBridge could not deliver, for operators. */
  readonly undelivered: OperatorQueue;
  readonly matchers: Matchers;
  readonly waves: WaveProcessing;
  readonly management: Management;
  readonly dashboard: ConnectorDashboard;
  /** Where people and programs reach the HTTP interface. */
  readonly apiUrl: string;

  constructor(scope: Construct, id: string, props: CampaignConnectorProps = {}) {
    super(scope, id);
    const settings = createSettings(props);
    this.stage = settings.stage;
    if (props.data !== undefined) assertSameStage(this.stage, props.data.stage);
    assertUniqueStage(this);
    if (settings.encryptionKey !== undefined) allowServicesToUseKey(settings.encryptionKey);

    // What is kept, and where what cannot be read or delivered ends up.
    this.data = props.data ?? new CampaignData(this, 'Data', props);
    this.bus = props.bus ?? this.data.bus;
    assertSameAccountAndRegion(this.bus, Stack.of(this));
    this.refused = new OperatorQueue(this, 'Refused', settings);
    this.undelivered = new OperatorQueue(this, 'Undelivered', settings);

    // Events arrive, users wait, messages leave.
    const machineReference = new WaveMachineReference(this, settings.stage);
    const permissions = createPermissions({
      data: this.data,
      bus: this.bus,
      waveMachine: machineReference,
      refused: this.refused,
    });
    const shared = { ...settings, data: this.data, permissions, undelivered: this.undelivered };
    this.matchers = new Matchers(this, 'Matchers', { ...shared, bus: this.bus });
    this.waves = new WaveProcessing(this, 'Waves', { ...shared, machineReference });

    // People manage campaigns, and watch.
    this.management = new Management(this, 'Management', { ...shared, cancelWaitsQueue: this.waves.cancelWaits.queue });
    this.apiUrl = this.management.http.url;
    this.dashboard = new ConnectorDashboard(this, 'Dashboard', { connector: this });
    new ConnectorAlarms(this, 'Alarms', { connector: this, ...(props.alarmTopic && { topic: props.alarmTopic }) });

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', settings.stage);
  }
}

function createSettings(props: CampaignConnectorProps): Settings {
  return {
    stage: props.stage ?? props.data?.stage ?? DEFAULT_STAGE,
    bundles: props.bundles ?? findPackagedBundles(),
    enrollmentEvents: props.enrollmentEvents ?? false,
    logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
  };
}

function assertSameStage(stage: string, ofData: string): void {
  if (stage === ofData) return;
  throw new Error(`stage: expected ${ofData}, which is that of \`data\`; found ${stage}`);
}

/** Rules belong to the account and the region of their bus. */
function assertSameAccountAndRegion({ env }: IEventBus, { account, region }: Stack): void {
  const isDifferent = (one: string, other: string) =>
    !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
  if (!isDifferent(env.account, account) && !isDifferent(env.region, region)) return;
  throw new Error(`bus: expected one in ${region} of ${account}, found one in ${env.region} of ${env.account}`);
}

/** Names carry the stage: a second connector of one, in the same account and region, could only fail to be deployed. */
function assertUniqueStage(connector: CampaignConnector): void {
  const isDuplicate = (other: IConstruct) =>
    other instanceof CampaignConnector &&
    other !== connector &&
    other.stage === connector.stage &&
    isSameEnvironment(Stack.of(other), Stack.of(connector));
  const duplicate = connector.node.root.node.findAll().find(isDuplicate);
  if (duplicate === undefined) return;
  throw new Error(`stage: expected another than ${connector.stage}, which is that of ${duplicate.node.path}`);
}

/** Whether two stacks are deployed to one place. Those of two stages of a pipeline that do not say where to may go to two. */
function isSameEnvironment(one: Stack, other: Stack): boolean {
  const isResolved = !Token.isUnresolved(one.account) && !Token.isUnresolved(one.region);
  return (
    one.account === other.account && one.region === other.region && (isResolved || Stage.of(one) === Stage.of(other))
  );
}
