import { availableParallelism, cpus, loadavg } from 'node:os';
import { type Figure, judged, quantile, tableOf, written } from '../bench/figure.ts';
import { type Bundle, LIGHT_DOORS, MOST_BYTES, withBundles } from './bundled.ts';
import { coldStarts } from './cold-starts.ts';

const TIMES = 15;
const MOST_MILLISECONDS = 150;

console.log(
  `npm run bundle:figures\n${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} cores`,
);
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}\n`);
await withBundles(async (bundles) => {
  console.log(`${tableOf(bundles.map(sizeOf))}\n`);
  const figures: Figure[] = [];
  for (const bundle of bundles) figures.push(await coldStartOf(bundle));
  console.log(
    `Import and first call, median of ${TIMES} new processes, AWS answering on loopback:\n${tableOf(figures)}`,
  );
});

function sizeOf({ door, bytes, isHeavy }: Bundle): Figure {
  const most = LIGHT_DOORS.includes(door) ? MOST_BYTES.light : MOST_BYTES.any;
  return judged(`${door}${isHeavy ? '' : ', no Liquid'}`, Math.ceil(bytes / 1_000), {
    atMost: most / 1_000,
    unit: 'kB',
  });
}

async function coldStartOf(bundle: Bundle): Promise<Figure> {
  const starts = await coldStarts(bundle, TIMES);
  const median = (of: (start: (typeof starts)[number]) => number) => quantile(starts.map(of), 0.5);
  const parts = `import ${written(median((start) => start.import))}, call ${written(median((start) => start.call))}`;
  const whole = median((start) => start.import + start.call);
  return judged(`${bundle.door}: ${parts}`, whole, { atMost: MOST_MILLISECONDS, unit: 'ms' });
}
