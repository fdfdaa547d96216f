import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Mounts a disk of 2 MiB for a test; returns undefined with a warning if mounting is not permitted. */
export function smallDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'connector-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
  onTestFinished(() => {
    if (isMounted) spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  if (!isMounted)
    console.warn('no disk may be mounted here: tests that need a real full or read-only disk are skipped');
  return isMounted ? disk : undefined;
}

/** Mounts a disk again, read-only or writable. */
export function remount(disk: string, how: 'ro' | 'rw'): void {
  const { status, stderr } = spawnSync('mount', ['-o', `remount,${how}`, disk], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
}

/** Writes a file until nothing more fits on its disk. */
export function fillDisk(path: string): void {
  const file = openSync(path, 'w');
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) writeWhile(file, Buffer.alloc(size));
  closeSync(file);
}

function writeWhile(file: number, piece: Buffer): void {
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    if (!String(error).includes('ENOSPC')) throw error;
  }
}
