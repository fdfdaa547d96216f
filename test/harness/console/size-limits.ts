import { gzipSync } from 'node:zlib';

/** The limits in kB (1,000 bytes) after gzip: of what the first view loads, and of each part that is loaded when it is needed. */
export const SIZE_LIMITS = { scripts: 450, styles: 130, lazyPart: 300 } as const;

/** Returns the size of a file in kB after gzip. */
export function measureGzip(content: string | Buffer): number {
  return gzipSync(content, { level: 9 }).length / 1_000;
}
