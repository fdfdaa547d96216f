import { afterAll, aroundEach, beforeAll, beforeEach, type RunnerTask, type TestContext } from 'vitest';
import { runStoryOn } from '../../harness/scenarios/story.ts';
import { deployed } from '../deployed.ts';
import { type Inbox, openInbox, ownPrefix } from '../inbox.ts';
import { calledBy } from '../interface.ts';
import { producerOf } from '../producer.ts';
import { SLOWER } from '../slowness.ts';
import { currentTest } from './current-test.ts';
import { postSentinel } from './sentinel.ts';
import { SKIPPED_STORIES } from './skipped-stories.ts';
import { type Outside, runStoryOnAws, type StoryOnAws } from './story-on-aws.ts';

/** Runs the stories of a file against the deployed installation, except those that cannot run there. */
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
    const because = namesOf(task).flatMap((name) => SKIPPED_STORIES[name] ?? []);
    if (because[0] !== undefined) skip(because[0]);
  });
  aroundEach((runTest, context) => currentTest.run(context, runTest));
  afterAll(() => inbox?.close());
}

/** Returns the names by which the list of skipped stories may name a test: its suite, or both. */
export function namesOf({ suite, name }: RunnerTask): string[] {
  return suite === undefined || suite.name === '' ? [name] : [suite.name, `${suite.name} > ${name}`];
}

/** Fails a story with the words by which vitest.config.ts repeats it, slower, where the machine was slower than its time. */
async function endOf(story: StoryOnAws, { task }: TestContext): Promise<void> {
  const wasTooSlow = task.result?.state === 'fail' && story.wasTooSlow();
  await story.ends();
  if (wasTooSlow) throw new Error(SLOWER);
}
