import { expect, test } from 'vitest';
import { FUNCTION_STORIES } from '../harness/lib/function-stories.ts';
import { grantedTo } from '../harness/lib/grants.ts';
import { FUNCTION_NAMES, installed } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const template = installed();

test.each(FUNCTION_NAMES)('the function %s has the permissions that it uses, and no others', async (functionName) => {
  const container = new WatchedInstallation();
  await FUNCTION_STORIES[functionName](container);
  expect(container.usedPermissions).toEqual(grantedTo(functionName, template));
});

test('with eventsOnBus, the function api may put events on the bus, and not send them to queues', async () => {
  const container = new WatchedInstallation();
  container.eventsOnBus = true;
  await FUNCTION_STORIES.api(container);
  const granted = grantedTo('api', installed({ eventsOnBus: true }));
  expect(container.usedPermissions).toEqual(granted);
  const direct = grantedTo('api', template);
  expect(direct.filter((each) => !granted.includes(each))).toEqual([
    'sqs:SendMessage events-queue',
    'sqs:SendMessage profiles-queue',
  ]);
});
