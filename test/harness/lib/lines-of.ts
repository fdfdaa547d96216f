import { vi } from 'vitest';
import type { Installed } from './synthesized.ts';

/** Returns the lines of JSON that code writes to the log, with the environment of a Lambda function of an installation. */
export function linesOf({ connector }: Installed, work: () => void): Readonly<Record<string, unknown>>[] {
  const [lambda] = Object.values(connector.findResources('AWS::Lambda::Function'));
  for (const [name, value] of Object.entries<unknown>(lambda?.Properties.Environment.Variables)) {
    if (name.startsWith('POWERTOOLS_')) vi.stubEnv(name, String(value));
  }
  let written = '';
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text;
      return true;
    }),
  );
  try {
    work();
  } finally {
    for (const stream of streams) stream.mockRestore();
    vi.unstubAllEnvs();
  }
  return written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
