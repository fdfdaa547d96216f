// The scenarios of one machine, run against the deployed installation: in one file, so that as many run at the same time as it can process.
import '../scenarios/compared-exceptions.test.ts';
import '../scenarios/connecting.test.ts';
import '../scenarios/crashes.test.ts';
import '../scenarios/eligibility.test.ts';
import '../scenarios/events-in.test.ts';
import '../scenarios/exceptions.test.ts';
import '../scenarios/interactions.test.ts';
import '../scenarios/life.test.ts';
import '../scenarios/outcomes.test.ts';
import '../scenarios/leaving-waves.test.ts';
import '../scenarios/races.test.ts';
import '../scenarios/stalled-events.test.ts';
import '../scenarios/timing.test.ts';
import { expect, type RunnerTask, test } from 'vitest';
import { describeInstallation, namesOf } from './stories/run-stories.ts';
import { SKIPPED_STORIES } from './stories/skipped-stories.ts';

describeInstallation();

const testsOf = (task: RunnerTask): RunnerTask[] => (task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task]);

test('every story that is listed as skipped is a story', ({ task: { file } }) => {
  const names = new Set(file.tasks.flatMap(testsOf).flatMap(namesOf));
  expect(Object.keys(SKIPPED_STORIES).filter((name) => !names.has(name))).toEqual([]);
});
