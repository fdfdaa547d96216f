import { createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { openDatabase } from '../../adapters/sqlite/open-database.ts';
import { limitBody } from '../../api/limit-body.ts';
import { getField, readJsonBody } from '../../api/read-body.ts';

/**
 * The database of the floor, which shows what one machine can accept at best. The HTTP stack, the store and its
 * settings are the connector's; each event costs the reads and the three row writes of a follow-up without a delay,
 * in bodies of their size; waiting requests share a commit. It has no rules and no checks.
 */
const database = openDatabase(process.env['DATA_DIR'] ?? ':memory:');
const statements = {
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  row: database.prepare('SELECT body FROM rows WHERE user_id = ? AND campaign_id = ?'),
  profile: database.prepare('SELECT body FROM profiles WHERE user_id = ?'),
  claimed: database.prepare(
    'INSERT INTO rows (rev, born, body, expires_at, review_at, user_id, campaign_id) VALUES (1, ?, ?, ?, ?, ?, ?)',
  ),
  sent: database.prepare('INSERT INTO dispatches (dispatched_at, dispatch_id, body, expires_at) VALUES (?, ?, ?, ?)'),
  dispatched: database.prepare('UPDATE rows SET rev = 2, body = ? WHERE user_id = ? AND campaign_id = ? AND rev = 1'),
};
const ROW = 'r'.repeat(534);
const MESSAGE = 'm'.repeat(398);
/** Returns an id as long as those of the connector, in random order: each lands on another page of its index. */
const randomId = (): string => `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;

/** A request that waits for the next commit. */
interface Waiting {
  readonly entries: readonly unknown[];
  readonly answer: (results: { readonly eventId: string }[]) => void;
}

let waiting: Waiting[] = [];
let isWorking = false;

async function work(): Promise<void> {
  isWorking = true;
  while (waiting.length > 0) {
    await setImmediate();
    const group = waiting;
    waiting = [];
    statements.begin.run();
    const answers = group.map(({ entries, answer }) => ({ answer, results: entries.map(take) }));
    statements.commit.run();
    for (const { answer, results } of answers) answer(results);
  }
  isWorking = false;
}

function take(entry: unknown): { readonly eventId: string } {
  const detail = JSON.parse(String(getField(entry, 'Detail')));
  const [userId, eventId] = [String(getField(detail, 'userId')), String(getField(detail, 'id'))];
  statements.row.get(userId, 'bench');
  statements.profile.get(userId);
  const now = Date.now();
  statements.claimed.run('b', ROW, now, now, userId, 'bench');
  statements.sent.run(new Date(now).toISOString(), randomId(), MESSAGE, now);
  statements.dispatched.run(ROW, userId, 'bench');
  return { eventId };
}

const app = new Hono();
app.use(limitBody);
app.get('/health', (context) => context.json({ status: 'ok' }));
app.put('/campaigns/:id', (context) => context.json({}));
app.post('/campaigns/:id/publish', (context) => context.json({}));
app.post('/events', async (context) => {
  const reading = await readJsonBody(context);
  if ('refused' in reading) return reading.refused;
  const entries = getField(reading.body, 'entries');
  if (!Array.isArray(entries)) return context.json({}, 400);
  const answered = new Promise<{ readonly eventId: string }[]>((answer) => waiting.push({ entries, answer }));
  if (!isWorking) void work();
  return context.json({ entries: await answered });
});
const server = createServer(getRequestListener(app.fetch, { autoCleanupIncoming: false }));
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
