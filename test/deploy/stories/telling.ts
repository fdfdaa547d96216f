import { afterAll, aroundEach, beforeAll, beforeEach, type RunnerTask, type TestContext } from 'vitest';
import { runStoryOn } from '../../harness/scenarios/story.ts';
import { deployed } from '../deployed.ts';
import { type Inbox, openInbox, ownPrefix } from '../inbox.ts';
import { calledBy } from '../interface.ts';
import { producerOf } from '../producer.ts';
import { SLOWER } from '../slowness.ts';
import { currentTest } from './current-test.ts';
import { NOT_HERE } from './not-here.ts';
import { postSentinel } from './sentinel.ts';
import { type Outside, runStoryOnAws, type StoryOnAws } from './story-on-aws.ts';

/** Tells the stories of a file of the deployed installation, but those that cannot be told there. */
export function describeInstallation(): void {
  let inbox: Inbox | undefined;
  let outside: Promise<Outside> | undefined;
  const reach = async (): Promise<Outside> => {
    const installation = deployed();
    const [call, producer] = [calledBy(installation.people.marketer, installation), producerOf(installation)];
    inbox = await openInbox(ownPrefix(), installation.outputs);
    return { call, producer, inbox, sentinel: await postSentinel(inbox.prefix, call, producer) };
  };

  beforeAll(() => {
    runStoryOn(async (published) => {
      outside ??= reach();
      const test = currentTest.getStore();
      const story = await runStoryOnAws(published, await outside, test?.task.result?.retryCount ?? 0);
      test?.onTestFinished(() => endOf(story, test));
      return story;
    });
  });
  beforeEach(({ task, skip }) => {
    const because = namesOf(task).flatMap((name) => NOT_HERE[name] ?? []);
    if (because[0] !== undefined) skip(because[0]);
  });
  aroundEach((runTest, context) => currentTest.run(context, runTest));
  afterAll(() => inbox?.close());
}

/** What the list of stories that are not told here may name a test by: its suite, or both. */
export function namesOf({ suite, name }: RunnerTask): string[] {
  return suite === undefined || suite.name === '' ? [name] : [suite.name, `${suite.name} > ${name}`];
}

/** A story that failed because this machine was slower than its time is told again, slower: vitest.config.ts knows these words. */
async function endOf(story: StoryOnAws, { task }: TestContext): Promise<void> {
  const wasTooSlow = task.result?.state === 'fail' && story.wasTooSlow();
  await story.ends();
  if (wasTooSlow) throw new Error(SLOWER);
}
