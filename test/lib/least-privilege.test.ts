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
