import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Channel } from '../../core/contracts/definition.ts';
import { newDirectory } from '../harness/server/failing-store.ts';
import { readText } from './fixtures.ts';
import { OneMachine, STORE_FILE } from './one-machine.ts';
import { restore } from './sql-dump.ts';

/** Starts a server on a frozen store of a version, until the test is finished. With channels, their messages have deliveries. */
export async function startedOn(
  version: string,
  channels?: ReadonlySet<Channel>,
  fixture = 'store.sql',
): Promise<OneMachine> {
  const directory = await newDirectory();
  restore(readText(version, fixture), join(directory, STORE_FILE));
  const machine = new OneMachine(directory, Date.parse('2026-12-01T09:00:00Z'), channels);
  onTestFinished(() => machine.stop());
  return machine;
}
