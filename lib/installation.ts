import { type App, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CampaignInsights } from './campaign-insights.ts';
import { ConnectorStack } from './connector-stack.ts';
import { DataStack } from './data-stack.ts';
import { DEFAULT_STAGE } from './installation-name.ts';

/** What an installation is told on the command line or by the environment. */
export interface InstallationProps {
  /** @default 'dev' */
  readonly stage?: string;
  /**
   * Nothing is retained or protected: for trials.
   * @default false
   */
  readonly ephemeral?: boolean;
  /** @default false */
  readonly enrollmentEvents?: boolean;
  /**
   * The topic that is told of alarms.
   * @default nobody is told
   */
  readonly alarmTopicArn?: string;
  /** @default the ones that `npm run bundle` makes */
  readonly bundles?: string;
}

/** An installation as stacks: what holds data, what can be replaced, and what helps operators to see more. */
export function createInstallation(app: App, props: InstallationProps = {}): void {
  const { stage = DEFAULT_STAGE, ephemeral = false, enrollmentEvents, alarmTopicArn, bundles } = props;
  const name = `campaign-connector-${stage}`;
  const removalPolicy = ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;

  const dataStack = new DataStack(app, `${name}-data`, {
    description: 'Campaign Connector: what must outlive every deployment',
    stage,
    removalPolicy,
  });
  const alarmTopic =
    alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(dataStack, 'AlarmTopic', alarmTopicArn);

  const { connector } = new ConnectorStack(app, name, {
    description: 'Campaign Connector: everything that can be replaced',
    stage,
    data: dataStack.data,
    enrollmentEvents,
    alarmTopic,
    bundles,
  });

  const insightsStack = new Stack(app, `${name}-insights`, {
    description: 'Campaign Connector: saved queries and more alarms',
  });
  new CampaignInsights(insightsStack, 'Insights', { connector, alarmTopic });

  Tags.of(app).add('project', 'campaign-connector');
  Tags.of(app).add('stage', stage);
}
