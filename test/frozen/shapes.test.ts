import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newDirectory } from '../harness/server/failing-store.ts';
import type { FrozenCloud } from './cloud.ts';
import { cloudStory } from './cloud-story.ts';
import { readFixture, readText, versions } from './fixtures.ts';
import { OneMachine, STORE_FILE } from './one-machine.ts';
import { type FrozenPeople, type FrozenPeopleStore, peopleOnAws, peopleOnOneMachine } from './people-installations.ts';
import { type FrozenMessages, queueStory } from './queue-story.ts';
import { shapeOf, shapesOfItems, shapesOfRows } from './shape-of.ts';
import { dumpOf } from './sql-dump.ts';
import { type FrozenWave, machineNow } from './wave-story.ts';

const WHAT_TO_DO = 'a shape has changed: write the next version of the fixtures (test/frozen/README.md)';
/** Returns the name of an execution without its instant, which depends on the windows and not on the shape. */
const formOfName = ({ name }: { readonly name: string }) => name.replace(/\d{8}T\d{6}Z/, '<instant>');
const newest = versions().at(-1) ?? '';

test('what the code stores, starts and sends today has the shapes of the newest frozen version', async () => {
  const [frozen, messages] = [
    readFixture<FrozenCloud>(newest, 'cloud.json'),
    readFixture<FrozenMessages>(newest, 'queues.json'),
  ];
  const cloud = await cloudStory();
  const now = cloud.frozen();
  const cancelRequests = cloud.queued('endings').map(({ body }) => body);
  for (const [table, items] of Object.entries(frozen.tables))
    expect(shapesOfItems(now.tables[table] ?? []), WHAT_TO_DO).toEqual(shapesOfItems(items));
  expect(shapeOf(now.executions), WHAT_TO_DO).toEqual(shapeOf(frozen.executions));
  expect(now.executions.map(formOfName).toSorted(), WHAT_TO_DO).toEqual(frozen.executions.map(formOfName).toSorted());
  expect(shapeOf(await queueStory(now, cancelRequests)), WHAT_TO_DO).toEqual(shapeOf(messages));
});

test('what the code stores and sends today of people has the shapes of the newest frozen version', async () => {
  const { cloud, reported, queued, figures } = readFixture<FrozenPeople>(newest, 'people.json');
  const now = await peopleOnAws();
  for (const [table, items] of Object.entries(cloud.tables))
    expect(shapesOfItems(now.cloud.tables[table] ?? []), WHAT_TO_DO).toEqual(shapesOfItems(items));
  expect(now.cloud.executions.map(formOfName).toSorted(), WHAT_TO_DO).toEqual(
    cloud.executions.map(formOfName).toSorted(),
  );
  expect(now.reported, WHAT_TO_DO).toEqual(reported);
  expect(shapeOf(now.queued), WHAT_TO_DO).toEqual(shapeOf(queued));
  expect(now.figures, WHAT_TO_DO).toEqual(figures);
});

test('what a store of one machine holds of people today has the shapes of the newest frozen version', async () => {
  const { sql, figures } = await peopleOnOneMachine();
  expect(shapesOfRows(sql), WHAT_TO_DO).toEqual(shapesOfRows(readText(newest, 'people.sql')));
  const frozen = readFixture<Pick<FrozenPeopleStore, 'figures'>>(newest, 'people-store.json');
  expect(figures, WHAT_TO_DO).toEqual(frozen.figures);
});

test('the wave machine runs by the definition of the newest frozen version', () => {
  expect(machineNow(), WHAT_TO_DO).toEqual(readFixture<FrozenWave>(newest, 'wave.json').machine);
});

test('a new store of one machine has the layout of the newest frozen version', async () => {
  const directory = await newDirectory();
  await new OneMachine(directory, 0).stop();
  const layoutOf = (dump: string) => dump.split('\n').filter((line) => !line.startsWith('INSERT'));
  expect(layoutOf(dumpOf(join(directory, STORE_FILE))), WHAT_TO_DO).toEqual(layoutOf(readText(newest, 'store.sql')));
});
