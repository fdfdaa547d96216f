import { spawn } from 'node:child_process';

/** A check of `npm test`: its name, and the command that a shell runs. */
export interface Check {
  readonly name: string;
  readonly command: string;
}

/** The result of a check. */
export interface CheckResult {
  readonly name: string;
  readonly isPassed: boolean;
  readonly seconds: number;
}

/** The checks that run beside each other: the quick ones one after the other, and the one that takes longest. */
export interface Checks {
  readonly quick: readonly Check[];
  readonly long: Check;
}

/**
 * Runs all checks, also after one failed, and returns their results. The long check begins at once. Its output follows that of the quick
 * ones, so that no two outputs mix.
 */
export async function runChecks({ quick, long }: Checks, write: (text: string) => void): Promise<CheckResult[]> {
  const held: string[] = [];
  let isHeld = true;
  const running = runCheck(long, (text) => {
    if (isHeld) held.push(text);
    else write(text);
  });
  const results: CheckResult[] = [];
  for (const check of quick) results.push(await runCheck(check, write));
  isHeld = false;
  write(held.join(''));
  return [...results, await running];
}

function runCheck({ name, command }: Check, write: (text: string) => void): Promise<CheckResult> {
  const begun = performance.now();
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ name, isPassed: code === 0, seconds: (performance.now() - begun) / 1_000 }),
    );
  });
}
