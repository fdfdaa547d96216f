import { type Part, written } from './figure.ts';
import { startServer } from './server.ts';
import { followUp, postTriggers } from './traffic.ts';

const USERS = 1_000_000;

/** Measures the server's memory while a million users wait for a week, and the time until they were enrolled. */
export const memory: Part = async ({ profileTo, users = USERS }) => {
  const server = await startServer(profileTo);
  try {
    await server.publish(followUp('waiting', '7 days'));
    const before = await server.memory();
    const seconds = await postTriggers(server, 'waiting', users);
    const after = await server.memory();
    const rate = `${written(seconds)} s, ${written(users / seconds)} events/s`;
    return [
      { what: 'memory: resident before the first event', found: `${written(before.now)} MiB` },
      { what: `memory: resident while ${written(users)} users wait`, found: `${written(after.now)} MiB` },
      { what: 'memory: highest', found: `${written(after.highest)} MiB` },
      { what: `memory: taking in ${written(users)} triggers`, found: rate },
    ];
  } finally {
    await server.stop();
  }
};
