import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { enveloped, receives } from './events.ts';
import { waveOfSeat } from './wave-of-seat.ts';

/** A list that is read page by page: the call with the cursor of the next page, and what that page shows. */
export interface FrozenList {
  readonly path: string;
  /** The field of the answer that holds the list, and the field that tells its entries. */
  readonly list: string;
  readonly field: string;
  readonly shows: readonly string[];
  /** The time, and the items of the second page and some of the first: a reader that starts over would show those. */
  readonly cloud: FrozenCloud;
}

type Item = Readonly<Record<string, unknown>>;

const NOON = Date.parse('2026-12-01T12:00:00Z');
const DAY = 86_400_000;

/** Reads the first page of every list of the HTTP interface, in every form that its cursor has. */
export async function listStory(): Promise<Record<string, FrozenList>> {
  const waits = await waitsOfOne();
  return {
    campaigns: await campaigns('/campaigns'),
    'summaries of campaigns': await campaigns('/campaigns?view=summary&status=draft&q=draft'),
    'versions of a campaign': await versionsOfOne(),
    'departures of a campaign': await departures(),
    'enrollments of a campaign': await enrollments(1, 0),
    'enrollments of a campaign with many waves': await enrollments(2, 1_000),
    'enrollments of a user': await listed(waits, {
      path: '/campaigns/crowd/enrollments?userId=ann',
      list: 'enrollments',
      field: 'enrollmentId',
    }),
    'decisions of a user': await listed(waits, { path: '/users/ann/decisions', list: 'decisions', field: 'eventId' }),
    'refused events of a day': await refused(503, 0, 498),
    'refused events of two days': await refused(3, DAY, 0),
    'refused events that are long': await longRefused(),
  };
}

/** Returns what a page of a list shows: a field of each of its entries. */
export async function shownIn(
  cloud: Cloud,
  path: string,
  { list, field }: Pick<FrozenList, 'list' | 'field'>,
): Promise<string[]> {
  const answer = await cloud.http('GET', path);
  return answer[list].map((entry: Readonly<Record<string, string>>) => entry[field]);
}

/** A list, the field that tells its entries, the items that are kept, and after how many pages the cursor is taken. */
interface Asked {
  readonly path: string;
  readonly list: string;
  readonly field: string;
  readonly isKept?: Parameters<Cloud['frozen']>[0];
  readonly pages?: number;
}

async function listed(cloud: Cloud, { path, list, field, isKept, pages = 1 }: Asked): Promise<FrozenList> {
  let next = path;
  for (let page = 0; page < pages; page++) {
    const { cursor } = await cloud.http('GET', next);
    next = `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
  }
  const frozen = { ...cloud.frozen(isKept), executions: [] };
  const shows = await shownIn(cloud, next, { list, field });
  const again = await shownIn(await Cloud.over(frozen), next, { list, field });
  if (shows.length === 0 || String(shows) !== String(again))
    throw new Error(`${path}: expected a next page that is kept`);
  return { path: next, list, field, shows, cloud: frozen };
}

async function campaigns(path: string): Promise<FrozenList> {
  const cloud = new Cloud(NOON);
  const ids = Array.from({ length: 103 }, (_, index) => `draft-${100 + index}`);
  for (const id of ids) await new Owner(cloud.installed.services).saves(followUpOfTarget(id, 'welcome'));
  const kept = [...ids.slice(0, 1), ...ids.slice(99)];
  const isKept = ({ pk, sk }: Item) => kept.some((id) => pk === `campaign#${id}` || sk === id);
  return listed(cloud, { path, list: 'campaigns', field: 'id', isKept });
}

/** Saves more versions of a campaign than a page has. */
async function versionsOfOne(): Promise<FrozenList> {
  const cloud = new Cloud(NOON);
  const owner = new Owner(cloud.installed.services);
  for (let each = 0; each < 103; each++)
    await owner.saves(followUpOfTarget('draft', 'welcome', { name: `Name ${each}` }));
  const isKept = ({ sk }: Item) => !String(sk).startsWith('definition#');
  return listed(cloud, { path: '/campaigns/draft/versions', list: 'versions', field: 'version', isKept });
}

/** Makes users wait for more departures than a page has. */
async function departures(): Promise<FrozenList> {
  const cloud = await published();
  const users = Array.from({ length: 23 }, (_, index) => `u${100 + index}`);
  await cloud.deliver(
    'triggers',
    users.map((each, index) => enveloped(receives(each, 'welcome'), NOON + 2_000 * index)),
  );
  return listed(cloud, { path: '/campaigns/crowd/waves', list: 'waves', field: 'departure' });
}

/** Makes users wait, a hundred for each page and three more, each later than the one before. */
async function enrollments(pages: number, apart: number): Promise<FrozenList> {
  const cloud = await published();
  const users = Array.from({ length: pages * 100 + 3 }, (_, index) => `u${100 + index}`);
  const events = users.map((each, index) => enveloped(receives(each, 'welcome'), NOON + apart * index));
  for (let first = 0; first < events.length; first += 100)
    await cloud.deliver('triggers', events.slice(first, first + 100));
  const asked = { path: '/campaigns/crowd/enrollments', list: 'enrollments', field: 'userId', pages };
  const first = await shownIn(cloud, asked.path, asked);
  const { shows } = await listed(cloud, asked);
  const kept = [...first.slice(0, 2), ...shows];
  const waves = new Set(
    cloud.frozen(({ userId }) => kept.includes(String(userId))).tables['enrollments']?.map(waveOfSeat),
  );
  const isKept = ({ pk, userId, name }: Item) => {
    if (name !== undefined) return waves.has(String(name));
    const user = userId ?? /^user#(.*)$/.exec(String(pk))?.[1];
    return user === undefined || kept.includes(String(user));
  };
  return listed(cloud, { ...asked, isKept });
}

/** Makes a user wait and receive until each of their lists has two pages. */
async function waitsOfOne(): Promise<Cloud> {
  const cloud = await published();
  for (let round = 0; round < 2; round++) {
    const ids = Array.from({ length: 52 }, (_, index) => `mail ${round * 52 + index}`);
    const now = cloud.installed.now;
    await cloud.deliver(
      'triggers',
      ids.map((id) => enveloped(receives('ann', 'welcome', { id }), now)),
    );
    const { call } = JSON.parse(cloud.installed.standIns.stepFunctions.executions.at(-1)?.input ?? '');
    cloud.installed.now = call.at;
    await cloud.dispatch(call);
  }
  return cloud;
}

async function published(): Promise<Cloud> {
  const cloud = new Cloud(NOON);
  await cloud.installed.publishes(
    followUpOfTarget('crowd', 'welcome', { reeligibility: 'immediately', precision: '1 second' }),
  );
  return cloud;
}

/** Makes events be refused, the last ones later than the first ones. */
async function refused(count: number, later: number, first: number): Promise<FrozenList> {
  const cloud = new Cloud(NOON);
  await cloud.deliver(
    'events',
    Array.from({ length: count }, (_, index) => `no JSON ${1_000 + index}`),
  );
  cloud.installed.now += later;
  if (later > 0) await cloud.deliver('events', ['no JSON tomorrow']);
  const asked = { path: '/refused', list: 'refused', field: 'entry' };
  const dropped = (await shownIn(cloud, asked.path, asked)).slice(1, Math.max(1, first));
  return listed(cloud, { ...asked, isKept: ({ sk }) => !dropped.some((each) => String(sk).endsWith(each)) });
}

/** Makes long events be refused, of which an answer holds fewer than a page of the store. */
async function longRefused(): Promise<FrozenList> {
  const cloud = new Cloud(NOON);
  const detail = '"'.repeat(30_000);
  await cloud.deliver(
    'events',
    Array.from({ length: 40 }, (_, index) => ({ source: `s${index}`, detail })),
  );
  return listed(cloud, { path: '/refused', list: 'refused', field: 'message' });
}
