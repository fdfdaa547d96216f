import * as v from 'valibot';
import type { Random } from '../../simulation/random.ts';
import { type Answer, writeAnswer } from '../call.ts';
import { garbled, garbledBytes, mutated } from './mutate.ts';
import { aboutTheLimit, NASTY_TEXTS } from './nasty.ts';
import { aCampaign, anEntry, aRecord } from './samples.ts';
import type { Served } from './served.ts';
import { isClear, type Target, writeInput } from './target.ts';

const REFUSALS = [400, 401, 404, 405, 409, 411, 412, 413, 415, 421, 422];
/** Codes of refusals that need no explanation. */
const PLAIN_CODES = ['unknown-campaign', 'unknown-path', 'wrong-method'];

const problemSchema = v.object({
  error: v.object({ code: v.string(), message: v.string(), details: v.optional(v.array(v.unknown())) }),
});
const faultSchema = v.object({ __type: v.string(), message: v.string() });
const resultsSchema = v.object({
  entries: v.array(
    v.union([v.object({ eventId: v.string() }), v.object({ errorCode: v.string(), errorMessage: v.string() })]),
  ),
});

/** Creates the fuzz tests of the HTTP interface, which call it over the network. */
export function httpTargets(served: Served): Target[] {
  const targets = [
    events(served),
    putEvents(served),
    currents(served),
    bodies(served),
    campaigns(served),
    lists(served),
  ];
  const [first, ...rest] = targets;
  return first === undefined ? [] : [{ ...first, finish: () => served.finish() }, ...rest];
}

/** Sends invalid entries with a valid one among them. */
function events(served: Served): Target {
  return {
    name: 'POST /events',
    async attempt(random) {
      const bad = Array.from({ length: random.between(1, 4) }, () => badEntry(random));
      const place = random.upTo(bad.length);
      const entries = bad.toSpliced(place, 0, served.goodEntry());
      const request = { method: 'POST', path: '/events', body: JSON.stringify({ entries }) };
      const answer = await served.send(request);
      const { success, output } = v.safeParse(resultsSchema, answer.body);
      if (answer.status !== 200 || !success) return `POST /events: ${writeAnswer(answer)}, to ${writeInput(bad)}`;
      const result = output.entries[place];
      if (result === undefined || !('eventId' in result)) {
        return `a good entry beside a bad one is refused (R61): ${writeInput(result)}, beside ${writeInput(bad)}`;
      }
      const unclear = output.entries.find((each) => 'errorMessage' in each && !isClear(each.errorMessage));
      return unclear === undefined ? undefined : `an unclear refusal, ${writeInput(unclear)}, of ${writeInput(bad)}`;
    },
  };
}

function badEntry(random: Random): unknown {
  const entry = anEntry(random);
  if (random.chance(0.03))
    return {
      ...entry,
      Detail: { userId: 'long', behavior: 'session.started', properties: { text: aboutTheLimit(random) } },
    };
  if (random.chance(0.2)) return { ...entry, Detail: garbled(String(JSON.stringify(entry['Detail'])), random) };
  return mutated(entry, random);
}

function putEvents(served: Served): Target {
  return {
    name: 'PutEvents',
    async attempt(random) {
      const isWhole = random.chance(0.5);
      const bad = badEntry(random);
      const body = isWhole ? { Entries: [bad, served.goodEntry()] } : mutated({ Entries: [bad] }, random, 1);
      const headers = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };
      const answer = await served.send({ method: 'POST', path: '/', body: String(JSON.stringify(body)), headers });
      if (answer.status === 200) return undefined;
      const isWrong = isWhole || judgeRefusal(answer, faultSchema, ({ message }) => isClear(message));
      return isWrong ? complaint('PutEvents', answer, body) : undefined;
    },
  };
}

function currents(served: Served): Target {
  return {
    name: 'POST /ingest/currents',
    async attempt(random) {
      const records = Array.from({ length: random.between(1, 4) }, () => mutated(aRecord(random), random));
      const body = random.chance(0.8) ? { events: records } : records[0];
      const answer = await served.send({
        method: 'POST',
        path: '/ingest/currents',
        body: String(JSON.stringify(body)),
      });
      return answer.status === 200 ? undefined : judgeProblem(answer, body);
    },
  };
}

/** Sends bodies that are no JSON, or almost none. */
function bodies(served: Served): Target {
  return {
    name: 'bodies',
    async attempt(random) {
      const path = random.pick([
        '/events',
        '/',
        '/ingest/currents',
        '/campaigns/fuzzed',
        '/clock',
        '/campaigns/good/stopp',
      ]);
      const text = String(JSON.stringify({ entries: [anEntry(random)] }));
      const deep = '['.repeat(random.pick([201, 5_000, 200_000]));
      const bytes = random.pick([
        () => Buffer.from(garbled(text, random)),
        () => garbledBytes(Buffer.from(text), random),
        () => Buffer.from(random.chance(0.5) ? deep : deep + ']'.repeat(deep.length)),
        () => Buffer.from(`{"a":${'1'.repeat(random.pick([1, 400, 100_000]))}}`),
      ])();
      const method = path.startsWith('/campaigns/f') ? 'PUT' : 'POST';
      const answer = await served.send({ method, path, body: new Uint8Array(bytes) });
      if (answer.status === 200) return undefined;
      return path === '/' ? judgeStatus(answer, path) : judgeProblem(answer, `${path} ${bytes.toString()}`);
    },
  };
}

/** Saves campaigns; those that are accepted are published, so that entries match them. */
function campaigns(served: Served): Target {
  return {
    name: 'PUT /campaigns',
    async attempt(random) {
      const id = `fuzz-${random.upTo(9)}`;
      const campaign = random.chance(0.3) ? aCampaign(random, id) : mutated(aCampaign(random, id), random);
      const path = `/campaigns/${id}`;
      const saved = await served.send({ method: 'PUT', path, body: String(JSON.stringify(campaign)) });
      if (saved.status !== 200) return judgeProblem(saved, campaign);
      const act = random.pick(['publish', 'publish', 'stop']);
      const acted = await served.send({ method: 'POST', path: `${path}/${act}` });
      return acted.status === 200 ? undefined : judgeProblem(acted, `${act} ${writeInput(campaign)}`);
    },
  };
}

/** Reads every list with random queries and cursors. */
function lists(served: Served): Target {
  return {
    name: 'lists',
    async attempt(random) {
      const id = random.chance(0.5) ? 'good' : encoded(random.pick(NASTY_TEXTS));
      const paths = [
        '/campaigns',
        '/refused',
        '/dispatches',
        '/campaigns/good/enrollments',
        `/campaigns/${id}`,
        `/users/${id}/decisions`,
        '/decisions',
      ];
      const query = ['cursor', 'state', 'userId', 'campaignId', 'view', 'status', 'q']
        .filter(() => random.chance(0.3))
        .map((name) => `${name}=${encoded(queryValue(random))}`);
      const path = `${random.pick(paths)}?${query.join('&')}`.slice(0, 8_000);
      const answer = await served.send({ method: 'GET', path });
      return answer.status === 200 ? undefined : judgeProblem(answer, path);
    },
  };
}

function queryValue(random: Random): string {
  const cursor = () =>
    Buffer.from(String(JSON.stringify(mutated({ place: 'a', at: 5 }, random))))
      .toString('base64url')
      .slice(0, 2_000);
  return random.chance(0.5) ? cursor() : random.pick(NASTY_TEXTS);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed().slice(0, 2_000));
}

function judgeProblem(answer: Answer, input: unknown): string | undefined {
  const isWrong = judgeRefusal(answer, problemSchema, ({ error: { code, message, details = [] } }) =>
    [isClear(message), details.length > 0, PLAIN_CODES.includes(code)].some(Boolean),
  );
  return isWrong ? complaint('HTTP', answer, input) : undefined;
}

function judgeStatus(answer: Answer, path: string): string | undefined {
  return REFUSALS.includes(answer.status) ? undefined : complaint(path, answer, '');
}

function judgeRefusal<Problem>(
  { status, body }: Answer,
  schema: v.GenericSchema<unknown, Problem>,
  isWell: (problem: Problem) => boolean,
): boolean {
  const { success, output } = v.safeParse(schema, body);
  return !REFUSALS.includes(status) || !success || !isWell(output);
}

function complaint(where: string, answer: Answer, input: unknown): string {
  return `${where}: ${writeAnswer(answer)}, to ${writeInput(input)}`;
}
