import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { StateTransitionMetric } from 'aws-cdk-lib/aws-stepfunctions';
import { OPEN_WAVES_INDEX } from '../core/contracts/tables.ts';
import type { CampaignData } from './campaign-data.ts';
import type { ConnectorFunction } from './connector-function.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { FIVE_MINUTES } from './service-metrics.ts';

/** Graphs, by their titles. */
export type Graphs = Readonly<Record<string, IMetric[]>>;

const SUM: MetricOptions = { statistic: 'Sum', period: FIVE_MINUTES };
const MAXIMUM: MetricOptions = { statistic: 'Maximum', period: FIVE_MINUTES };
const SLOWEST_PERCENT: MetricOptions = { statistic: 'p99', period: FIVE_MINUTES };

/** Creates the graphs of Lambda: what fails, takes long, runs at the same time, and is throttled. */
export function createFunctionGraphs(functions: readonly ConnectorFunction[]): Graphs {
  const createGraph = (createMetric: (lambda: ConnectorFunction['lambda'], label: string) => IMetric) =>
    functions.map(({ lambda, functionName }) => createMetric(lambda, functionName));
  return {
    'Lambda: failed calls': createGraph((lambda, label) => lambda.metricErrors({ label })),
    'Lambda: longest call, in milliseconds': createGraph((lambda, label) =>
      lambda.metricDuration({ ...MAXIMUM, label }),
    ),
    'Lambda: concurrent calls': createGraph((lambda, label) =>
      lambda.metric('ConcurrentExecutions', { ...MAXIMUM, label }),
    ),
    'Lambda: throttled calls': createGraph((lambda, label) => lambda.metricThrottles({ label })),
  };
}

/** Creates the graphs of the deliveries by the rules of the bus, those of consumers included. */
export function createBusGraphs(bus: IEventBus): Graphs {
  return {
    'EventBridge: failed, repeated and throttled deliveries': [
      createMetricPerRule(bus, 'FailedInvocations', SUM),
      createMetricPerRule(bus, 'RetryInvocationAttempts', SUM),
      createMetricPerRule(bus, 'ThrottledRules', SUM),
    ],
    'EventBridge: slowest percent of deliveries, in milliseconds': [
      createMetricPerRule(bus, 'IngestionToInvocationSuccessLatency', SLOWEST_PERCENT),
    ],
  };
}

/** Creates a search with a line for each rule of a bus. Metrics of rules on the default bus do not name it. */
function createMetricPerRule({ eventBusName }: IEventBus, name: string, { statistic }: MetricOptions): IMetric {
  const isDefault = eventBusName === 'default';
  const dimensions = isDefault ? 'RuleName' : 'EventBusName,RuleName';
  const ofBus = isDefault ? '' : ` EventBusName="${eventBusName}"`;
  const search = `{AWS/Events,${dimensions}} MetricName="${name}"${ofBus}`;
  const expression = `SEARCH('${search}', '${statistic}', ${FIVE_MINUTES.toSeconds()})`;
  return new MathExpression({ expression, label: '', period: FIVE_MINUTES });
}

/** Creates the graphs of Step Functions. The quotas of transitions and of open executions belong to the account, in its region. */
export function createMachineGraphs({ machine }: MonitoredConnector['waves']): Graphs {
  return {
    'Step Functions: throttled': [
      machine.metricThrottled({ label: 'waves' }),
      StateTransitionMetric.metricThrottledEvents({ ...SUM, label: 'transitions of the account' }),
    ],
    'Step Functions: open executions of the account': [
      new Metric({ namespace: 'AWS/States', metricName: 'OpenExecutionCount', label: 'open', ...MAXIMUM }),
      new Metric({ namespace: 'AWS/States', metricName: 'OpenExecutionLimit', label: 'at most', ...MAXIMUM }),
    ],
  };
}

/** Creates the graphs of the requests that DynamoDB throttles, of every table. */
export function createTableGraphs(data: CampaignData): Graphs {
  const { connectors, publications, enrollments, profiles, contacts, refused, deliveries } = data;
  const tables = Object.entries({ connectors, publications, enrollments, profiles, contacts, refused, deliveries });
  const createGraph = (name: string) =>
    tables.map(([label, table]) =>
      table.metric(name, { ...SUM, label, dimensionsMap: { TableName: table.tableName } }),
    );
  const index = enrollments.metric('WriteThrottleEvents', {
    ...SUM,
    label: 'index of enrollments',
    dimensionsMap: { TableName: enrollments.tableName, GlobalSecondaryIndexName: OPEN_WAVES_INDEX.indexName },
  });
  return {
    'DynamoDB: throttled reads': createGraph('ReadThrottleEvents'),
    'DynamoDB: throttled writes': [...createGraph('WriteThrottleEvents'), index],
  };
}

/** Creates the graphs of the HTTP APIs. */
export function createHttpGraphs({ management, ingest, senders }: MonitoredConnector): Graphs {
  const apis = Object.entries({
    management: management.http.api,
    ingest: ingest.http.api,
    ...(senders?.publicApi && { public: senders.publicApi.http.api }),
  });
  return {
    'HTTP: answers 4xx and 5xx': apis.flatMap(([name, api]) => [
      api.metricClientError({ ...SUM, label: `${name} 4xx` }),
      api.metricServerError({ ...SUM, label: `${name} 5xx` }),
    ]),
    'HTTP: slowest percent of answers, in milliseconds': apis.map(([label, api]) =>
      api.metricLatency({ ...SLOWEST_PERCENT, label }),
    ),
  };
}
