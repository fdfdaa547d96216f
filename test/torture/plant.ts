import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEXT_FAULTS } from '../simulation/planted-faults.ts';
import type { Replacement } from '../simulation/text-fault.ts';

/** The folder of the copy. Node does not strip types under node_modules, so it lies beside it, where packages are still found. */
const COPY = '.data/torture-plant';
const FOLDERS = [
  ...[
    'adapters',
    'api',
    'channels',
    'cli',
    'core',
    'engine',
    'language',
    'rehearse',
    'server',
    'sources',
    'tokens',
    'test',
  ],
];

/** A fault of the product, and the part of the torture test that must find it. */
export interface PlantedFault extends Replacement {
  readonly part: string;
  readonly name: string;
}

/** The planted faults, one for each part. */
export const PLANTED: readonly PlantedFault[] = [
  {
    part: 'store',
    name: 'what is remembered of the store outlives a failed transaction',
    file: 'adapters/sqlite/store.ts',
    find: 'this.#afterRollback.push(hook);',
    replace: 'void hook;',
  },
  ...TEXT_FAULTS.filter(({ name }) => name === 'a duplicate of a decided trigger enrolls again').map((fault) => ({
    part: 'kill',
    ...fault,
  })),
  {
    part: 'fuzz',
    name: 'a line that is no JSON is not caught',
    file: 'core/contracts/parse-json.ts',
    find: '  } catch {\n    return undefined;\n  }',
    replace: '  } finally {\n    // Nobody catches it.\n  }',
  },
];

/** The result of a search for a planted fault. */
export interface Found {
  readonly isFound: boolean;
  /** The output of the torture test. */
  readonly output: string;
}

/** Finds whether a planted fault is reported: puts it into a copy of the source, and runs its part of the torture test. */
export function findPlanted({ part, file, find, replace }: PlantedFault, args: readonly string[]): Found {
  try {
    rmSync(COPY, { recursive: true, force: true });
    mkdirSync(COPY, { recursive: true });
    for (const folder of FOLDERS) cpSync(folder, join(COPY, folder), { recursive: true });
    const path = join(COPY, file);
    const text = readFileSync(path, 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1) throw new Error(`${file}: expected once, found ${found} times: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    const { status, stdout, stderr, error } = spawnSync(process.execPath, ['test/torture/torture.ts', part, ...args], {
      cwd: COPY,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    const output = `${stdout}${stderr}`;
    return { isFound: status === 1 && output.includes(`${part}: BROKE`), output };
  } finally {
    rmSync(COPY, { recursive: true, force: true });
  }
}
