import { metricsIn } from '../harness/functions/embedded-metrics.ts';

/** What was written to the standard output, which is where a Lambda logs. */
export interface Written {
  readonly bytes: number;
  readonly lines: number;
  /** Metrics that log lines hold, each with its dimensions. */
  readonly metrics: ReadonlySet<string>;
}

/** Runs work, and counts what it writes in place of writing it. */
export async function counting<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly written: Written }> {
  const texts: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => texts.push(String(text)) > 0;
  try {
    const result = await work();
    return { result, written: writtenIn(texts) };
  } finally {
    process.stdout.write = write;
  }
}

function writtenIn(texts: readonly string[]): Written {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { bytes, lines: texts.length, metrics: new Set(texts.flatMap(namesIn)) };
}

/** The metrics of a line, if it holds any, by name and dimensions. */
function namesIn(text: string): string[] {
  if (!text.includes('"_aws"')) return [];
  return metricsIn(JSON.parse(text)).map(({ name, dimensions }) => {
    const by = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
    return [name, ...by].join(' ');
  });
}
