import { afterAll, aroundEach, beforeAll, beforeEach } from 'vitest';
import { tellOn } from '../scenarios/story.ts';
import { currentTest } from './current-test.ts';
import { deployed } from './deployed.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { calledBy } from './interface.ts';
import { producerOf } from './producer.ts';
import { postSentinel } from './sentinel.ts';
import { whyNotHere } from './skipped.ts';
import { type Outside, tellOnAws } from './story-on-aws.ts';

let inbox: Inbox | undefined;
let outside: Promise<Outside> | undefined;

/** Opened by the first story of a file: not every file tells one. */
async function reach(): Promise<Outside> {
  const installation = deployed();
  const [call, producer] = [calledBy(installation.people.marketer, installation), producerOf(installation)];
  inbox = await openInbox(installation.outputs);
  return { call, producer, inbox, sentinel: await postSentinel(inbox, call, producer) };
}

beforeAll(() => {
  tellOn(async (published) => {
    outside ??= reach();
    const story = await tellOnAws(published, await outside);
    currentTest.getStore()?.onTestFinished(() => story.ends());
    return story;
  });
});

beforeEach(({ task, skip }) => {
  const because = whyNotHere(task.suite?.name, task.name);
  if (because !== undefined) skip(because);
});

aroundEach((runTest, context) => currentTest.run(context, runTest));

afterAll(() => inbox?.close());
