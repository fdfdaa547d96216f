import type { Emitted } from '../functions/embedded-metrics.ts';
import { type Installed, written } from './synthesized.ts';

/** A metric in a graph or an alarm, by its dimensions or by a search. */
export interface DisplayedMetric {
  readonly where: string;
  shows(metric: Emitted): boolean;
}

/** Returns the metrics of the connector, without those of AWS, in the alarms and on the dashboard of an installation. */
export function listDisplayedMetrics({ connector, insights }: Installed): DisplayedMetric[] {
  const alarms = [connector, insights].flatMap((template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) =>
      listAlarmMetrics(Properties),
    ),
  );
  const [dashboard] = Object.values(connector.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets }: { widgets: { properties: Widget }[] } = JSON.parse(written(dashboard?.Properties.DashboardBody));
  return [...alarms, ...widgets.flatMap(({ properties }) => listGraphMetrics(properties))];
}

interface Widget {
  readonly title?: string;
  readonly metrics?: readonly (readonly unknown[])[];
}

interface AlarmMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}

interface Alarm extends AlarmMetric {
  readonly AlarmName: string;
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: AlarmMetric } }[];
}

function listAlarmMetrics({ AlarmName, Metrics, ...own }: Alarm): DisplayedMetric[] {
  const metrics = Metrics?.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric])) ?? [own];
  return metrics
    .filter(({ Namespace }) => isOurs(Namespace))
    .map(({ Namespace, MetricName, Dimensions }) => {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, written(Value)]));
      return createExactMetric(`alarm ${AlarmName}`, { namespace: Namespace, name: MetricName, dimensions });
    });
}

function listGraphMetrics({ title = '', metrics = [] }: Widget): DisplayedMetric[] {
  return metrics.flatMap(([first, second, ...more]) => {
    const where = `graph ${title}`;
    if (typeof first !== 'string') return createSearch(where, JSON.stringify(first));
    if (!isOurs(first)) return [];
    const pairs = more.filter((each) => typeof each === 'string');
    const dimensions: Record<string, string> = {};
    for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? '';
    return [createExactMetric(where, { namespace: first, name: String(second), dimensions })];
  });
}

const isOurs = (namespace: string): boolean => !namespace.startsWith('AWS/');

const textOf = (dimensions: Emitted['dimensions']): string => JSON.stringify(Object.entries(dimensions).sort());

function createExactMetric(where: string, { namespace, name, dimensions }: Emitted): DisplayedMetric {
  return {
    where,
    shows: (metric) =>
      metric.namespace === namespace && metric.name === name && textOf(metric.dimensions) === textOf(dimensions),
  };
}

/** Creates a search of metrics of the connector, which shows the metrics of a name that have exactly its dimensions, and its values of dimensions if it has any. */
function createSearch(where: string, graph: string): DisplayedMetric[] {
  const { expression }: { expression: string } = JSON.parse(graph);
  const [, namespace, names = '', name, rest = ''] =
    /^SEARCH\('\{([\w/]+),([\w,]+)\} MetricName="(\w+)"((?: \w+="[^"]+")*)', '\w+', \d+\)$/.exec(expression) ?? [];
  if (namespace === undefined) throw new Error(`${where}: expected a search, found ${expression}`);
  if (!isOurs(namespace)) return [];
  const values = [...rest.matchAll(/ (\w+)="([^"]+)"/g)];
  return [
    {
      where,
      shows: (metric) =>
        metric.namespace === namespace &&
        metric.name === name &&
        Object.keys(metric.dimensions).sort().join() === names.split(',').sort().join() &&
        values.every(([, dimension = '', value]) => metric.dimensions[dimension] === value),
    },
  ];
}
