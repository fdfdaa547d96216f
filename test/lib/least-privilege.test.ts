import { expect, test } from 'vitest';
import { FUNCTION_STORIES } from '../harness/lib/function-stories.ts';
import { grantedTo } from '../harness/lib/grants.ts';
import { FUNCTION_NAMES, installed } from '../harness/lib/synthesized.ts';
import { WatchedInstallation } from '../harness/lib/watched-installation.ts';

const template = installed();

test.each(FUNCTION_NAMES)('the Lambda of %s may do what it does, and does all that it may', async (functionName) => {
  const container = new WatchedInstallation();
  await FUNCTION_STORIES[functionName](container);
  expect(container.asked).toEqual(grantedTo(functionName, template));
});
