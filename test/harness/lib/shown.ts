import type { Emitted } from '../functions/embedded-metrics.ts';
import { type Installed, written } from './synthesized.ts';

/** What an operator is shown: a metric by its dimensions, or whatever a search finds. */
export interface Shown {
  readonly where: string;
  shows(metric: Emitted): boolean;
}

/** All that an installation draws or alarms on of its own metrics, those of AWS left out. */
export function shownIn({ connector, insights }: Installed): Shown[] {
  const alarms = [connector, insights].flatMap((template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => alarmed(Properties)),
  );
  const [dashboard] = Object.values(connector.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets }: { widgets: { properties: Widget }[] } = JSON.parse(written(dashboard?.Properties.DashboardBody));
  return [...alarms, ...widgets.flatMap(({ properties }) => drawn(properties))];
}

interface Widget {
  readonly title?: string;
  readonly metrics?: readonly (readonly unknown[])[];
}

interface OfAlarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}

interface Alarm extends OfAlarm {
  readonly AlarmName: string;
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: OfAlarm } }[];
}

function alarmed({ AlarmName, Metrics, ...own }: Alarm): Shown[] {
  const metrics = Metrics?.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric])) ?? [own];
  return metrics
    .filter(({ Namespace }) => isOurs(Namespace))
    .map(({ Namespace, MetricName, Dimensions }) => {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, written(Value)]));
      return exactly(`alarm ${AlarmName}`, { namespace: Namespace, name: MetricName, dimensions });
    });
}

function drawn({ title = '', metrics = [] }: Widget): Shown[] {
  return metrics.flatMap(([first, second, ...more]) => {
    const where = `graph ${title}`;
    if (typeof first !== 'string') return [search(where, JSON.stringify(first))];
    if (!isOurs(first)) return [];
    const pairs = more.filter((each) => typeof each === 'string');
    const dimensions: Record<string, string> = {};
    for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? '';
    return [exactly(where, { namespace: first, name: String(second), dimensions })];
  });
}

const isOurs = (namespace: string): boolean => !namespace.startsWith('AWS/');

const textOf = (dimensions: Emitted['dimensions']): string => JSON.stringify(Object.entries(dimensions).sort());

function exactly(where: string, { namespace, name, dimensions }: Emitted): Shown {
  return {
    where,
    shows: (metric) =>
      metric.namespace === namespace && metric.name === name && textOf(metric.dimensions) === textOf(dimensions),
  };
}

/** A search shows the metrics of a name that have just these dimensions, and these values where some are said. */
function search(where: string, graph: string): Shown {
  const { expression }: { expression: string } = JSON.parse(graph);
  const [, namespace, names = '', name, rest = ''] =
    /^SEARCH\('\{([\w/]+),([\w,]+)\} MetricName="(\w+)"((?: \w+="[^"]+")*)', '\w+', \d+\)$/.exec(expression) ?? [];
  if (namespace === undefined) throw new Error(`${where}: expected a search, found ${expression}`);
  const said = [...rest.matchAll(/ (\w+)="([^"]+)"/g)];
  return {
    where,
    shows: (metric) =>
      metric.namespace === namespace &&
      metric.name === name &&
      Object.keys(metric.dimensions).sort().join() === names.split(',').sort().join() &&
      said.every(([, dimension = '', value]) => metric.dimensions[dimension] === value),
  };
}
