import { availableParallelism, cpus, loadavg } from 'node:os';
import { type Figure, judged, quantile, tableOf, written } from '../bench/figure.ts';
import { type Bundle, findMaxBytes, withBundles } from './bundled.ts';
import { type ColdStart, coldStart } from './cold-starts.ts';

const TIMES = 15;
const MAX_MILLISECONDS = 150;
const MEANING = `This is the time that our code adds to a cold start. What Lambda adds is not included: fetching the bundle, starting Node,
TLS and the network to AWS. The time holds for a core that is not shared: if the load is above the number of cores, or the memory
of a Lambda function buys less than one, it takes longer.`;

console.log(
  `npm run bundle:figures\n${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} cores`,
);
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${load()} at the beginning\n`);
await withBundles(async (bundles) => {
  console.log(`${tableOf(bundles.map(sizeOf))}\n`);
  const figures: Figure[] = [];
  for (const bundle of bundles) figures.push(await coldStartOf(bundle));
  console.log(
    `Import and first call, median of ${TIMES} new processes, stand-ins of AWS on loopback, each call with its usual event:\n${tableOf(figures)}`,
  );
  console.log(`${load()} at the end\n\n${MEANING}`);
});

function load(): string {
  return `load ${loadavg()[0]?.toFixed(1)} in the last minute`;
}

function sizeOf({ functionName, bytes, allBytes, isHeavy }: Bundle): Figure {
  const all = `${Math.ceil(allBytes / 1_000)} kB in all files`;
  return judged(`${functionName}, ${all}${isHeavy ? '' : ', no Liquid'}`, Math.ceil(bytes / 1_000), {
    max: findMaxBytes(functionName) / 1_000,
    unit: 'kB',
  });
}

async function coldStartOf(bundle: Bundle): Promise<Figure> {
  const starts: ColdStart[] = [];
  while (starts.length < TIMES) starts.push(await coldStart(bundle));
  const median = (of: (start: ColdStart) => number) => quantile(starts.map(of), 0.5);
  const parts = `import ${written(median((start) => start.import))}, call ${written(median((start) => start.call))}`;
  const whole = median((start) => start.import + start.call);
  return judged(`${bundle.functionName}: ${parts}`, whole, { max: MAX_MILLISECONDS, unit: 'ms' });
}
