import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { Random } from '../simulation/random.ts';

/** A failure of writes that can be begun and ended. */
export interface Failure {
  readonly name: string;
  readonly directory: string;
  /** True where it may last while waves leave: the server gives up an event whose processing fails again and again without a full disk. */
  readonly outlastsTime: boolean;
  /** True where it continues when the store is closed. */
  readonly outlastsStore: boolean;
  begin(store: SqliteStore): void;
  end(store: SqliteStore): void;
  /** Removes the directory. */
  remove(): void;
}

const MANY_PAGES = 1_000_000;
const PAGE_BYTES = 4_096;
const TABLES = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`;

/** Returns the failure of a round: a database that may not grow, a full disk where one can be mounted, or a table that refuses writes. */
export function failureOf(random: Random): Failure {
  const makers = [smallDatabase, refusingTable, ...(canMount() ? [fullDisk] : [])];
  return random.pick(makers)(random);
}

let mountable: boolean | undefined;

/** Returns whether a disk of its own can be mounted here. */
export function canMount(): boolean {
  if (mountable === undefined) {
    const disk = mountDisk();
    mountable = disk !== undefined;
    if (disk !== undefined) unmount(disk);
  }
  return mountable;
}

function smallDatabase(random: Random): Failure {
  const directory = mkdtempSync(join(tmpdir(), 'connector-torture-'));
  return {
    name: 'a database that may not grow',
    outlastsStore: false,
    directory,
    outlastsTime: true,
    begin(store) {
      const pages = Number(store.get('PRAGMA page_count')?.['page_count']);
      store.get(`PRAGMA max_page_count = ${pages + random.upTo(8)}`);
    },
    end: (store) => void store.get(`PRAGMA max_page_count = ${MANY_PAGES}`),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function fullDisk(random: Random): Failure {
  const disk = mountDisk();
  if (disk === undefined) throw new Error('mount: expected to be permitted');
  const ballast = join(disk, 'ballast');
  return {
    name: 'a full disk',
    outlastsStore: true,
    directory: join(disk, 'data'),
    outlastsTime: true,
    begin() {
      const { bavail, bsize } = statfsSync(disk);
      const bytes = bavail * bsize - PAGE_BYTES * random.upTo(20);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bytes)));
    },
    end: () => rmSync(ballast, { force: true }),
    remove: () => unmount(disk),
  };
}

function refusingTable(random: Random): Failure {
  const directory = mkdtempSync(join(tmpdir(), 'connector-torture-'));
  return {
    name: 'a table that refuses writes',
    outlastsStore: false,
    directory,
    outlastsTime: false,
    begin(store) {
      const [how, what] = [random.pick(['ROLLBACK', 'ABORT', 'FAIL']), random.pick(['INSERT', 'UPDATE', 'DELETE'])];
      const table = String(random.pick(store.all(TABLES))['name']);
      const when = `BEFORE ${what} ON "${table}"`;
      store.run(`CREATE TEMP TRIGGER broken ${when} BEGIN SELECT RAISE(${how}, 'broken'); END`);
    },
    end: (store) => void store.run('DROP TRIGGER IF EXISTS broken'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function mountDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'connector-torture-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]).status === 0) return disk;
  rmSync(disk, { recursive: true, force: true });
  return undefined;
}

function unmount(disk: string): void {
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
}
