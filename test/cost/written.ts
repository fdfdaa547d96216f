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
  return { bytes, lines: texts.length, metrics: new Set(texts.flatMap(metricsIn)) };
}

/** The embedded metric format: a line says which of its fields are metrics, and which are dimensions. */
function metricsIn(text: string): string[] {
  if (!text.includes('"_aws"')) return [];
  const line: Readonly<Record<string, unknown>> & { readonly _aws: EmbeddedMetrics } = JSON.parse(text);
  return line._aws.CloudWatchMetrics.flatMap(({ Metrics, Dimensions }) =>
    Dimensions.flatMap((names) => {
      const by = names.map((name) => `${name}=${line[name]}`).join(' ');
      return Metrics.map(({ Name }) => `${Name} ${by}`);
    }),
  );
}

interface EmbeddedMetrics {
  readonly CloudWatchMetrics: readonly {
    readonly Metrics: readonly { readonly Name: string }[];
    readonly Dimensions: readonly (readonly string[])[];
  }[];
}
