import { metricsIn } from '../harness/functions/embedded-metrics.ts';

/** The standard output of a Lambda, which is its log. */
export interface Written {
  readonly bytes: number;
  readonly lines: number;
  /** The metrics in the lines of the log, each with its dimensions. */
  readonly metrics: ReadonlySet<string>;
}

/** Runs work, and counts its output instead of writing it. */
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

/** Returns the metrics of a line, if it has any, by name and dimensions. */
function namesIn(text: string): string[] {
  if (!text.includes('"_aws"')) return [];
  return metricsIn(JSON.parse(text)).map(({ name, dimensions }) => {
    const by = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
    return [name, ...by].join(' ');
  });
}
