import { expect, it } from 'vitest';
import { DOOR_STORIES } from '../harness/lib/door-stories.ts';
import { grantedTo } from '../harness/lib/grants.ts';
import { DOORS, installed } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const template = installed();

it.each(DOORS)('the Lambda of %s may do what it does, and does all that it may', async (door) => {
  const world = new WatchedInstallation();
  await DOOR_STORIES[door](world);
  expect(world.asked).toEqual(grantedTo(door, template));
});
