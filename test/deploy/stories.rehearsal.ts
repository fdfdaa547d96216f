// The stories of one machine, told of the deployed installation: one file, so that as many are told at once as it bears.
import '../scenarios/connecting.test.ts';
import '../scenarios/eligibility.test.ts';
import '../scenarios/events-in.test.ts';
import '../scenarios/exceptions.test.ts';
import '../scenarios/interactions.test.ts';
import '../scenarios/life.test.ts';
import '../scenarios/outcomes.test.ts';
import '../scenarios/races.test.ts';
import '../scenarios/timing.test.ts';
import { expect, type RunnerTask, test } from 'vitest';
import { NOT_HERE } from './stories/not-here.ts';
import { describeInstallation, namesOf } from './stories/telling.ts';

describeInstallation();

const testsOf = (task: RunnerTask): RunnerTask[] => (task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task]);

test('every story that is listed as not told here is a story', ({ task: { file } }) => {
  const names = new Set(file.tasks.flatMap(testsOf).flatMap(namesOf));
  expect(Object.keys(NOT_HERE).filter((name) => !names.has(name))).toEqual([]);
});
