import { argv } from 'node:process';
import type { Cloud } from './cloud.ts';
import { cloudStory } from './cloud-story.ts';
import { linesOfJson, writeVersion } from './fixtures.ts';
import { listStory } from './list-story.ts';
import { outwardStory } from './outward-story.ts';
import { peopleOnAws, peopleOnOneMachine } from './people-installations.ts';
import { queueStory, stoppingStory } from './queue-story.ts';
import { channelStory, resourceStory } from './resource-story.ts';
import { storeStory } from './store-story.ts';
import { tokenStory } from './token-story.ts';
import { waveStory } from './wave-story.ts';

// Births of rows and shards of counts are drawn at random: the same ones are drawn at each run.
let seed = 1;
Math.random = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

const [, , version = ''] = argv;
const cloud = await cloudStory();
const bodies = (queue: Parameters<Cloud['queued']>[0]) => cloud.queued(queue).map(({ body }) => body);
const [frozen, cancelRequests, refused] = [cloud.frozen(), bodies('endings'), bodies('refused')];
const { sql, lists } = await storeStory();
const [people, peopleStore] = [await peopleOnAws(), await peopleOnOneMachine()];
writeVersion(version, {
  'cloud.json': linesOfJson(frozen, 3),
  'queues.json': linesOfJson(await queueStory(frozen, cancelRequests), 1),
  'stopping.json': linesOfJson(await stoppingStory(), 4),
  'wave.json': linesOfJson(await waveStory(), 4),
  'lists.json': linesOfJson(await listStory(), 5),
  'outward.json': linesOfJson(await outwardStory(frozen, { entries: cloud.entries(), refused }), 2),
  'people.json': linesOfJson(people, 4),
  'people.sql': peopleStore.sql,
  'people-store.json': linesOfJson({ figures: peopleStore.figures }, 4),
  'tokens.json': linesOfJson(tokenStory(), 2),
  'channel-resources.json': linesOfJson(channelStory(), 2),
  'resources.json': linesOfJson(resourceStory(), 3),
  'store.sql': sql,
  'store.json': linesOfJson(lists, 2),
});
