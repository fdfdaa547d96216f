import { describe, expect, test } from 'vitest';
import { ROUTES } from '../../api/routes.ts';
import { campaignPlanSchema } from '../../api/schemas/plan.ts';
import { PROBLEM_CODES } from '../../api/schemas/problem.ts';
import { DELIVERY_REASONS_EN } from '../../language/delivery-reasons-en.ts';
import { LOCAL_ROUTES } from '../../server/local-routes.ts';
import { ApiDocument } from '../harness/api/api-document.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

const page = new DocumentationPage('reference/http.md');
const document = await ApiDocument.read();
const calls = [...Object.entries(ROUTES), ...Object.entries(LOCAL_ROUTES)].map(([call, route]) => ({
  call,
  query: 'query' in route ? route.query : [],
}));

/** Returns what is written as code in the paragraphs about a call. */
function codesAbout(call: string): string[] {
  const [, path = ''] = call.split(' ');
  return page.text
    .split('\n\n')
    .filter((each) => !/^(?:\||```)/.test(each) && each.includes(path))
    .flatMap((each) => codesIn(each));
}

describe('the page about HTTP', () => {
  test('the page about HTTP lists every endpoint, and no other', () => {
    const listed = page.firstColumn('Endpoints').filter((code) => /^[A-Z]+ \//.test(code));
    expect(listed.toSorted()).toEqual(calls.map(({ call }) => call).toSorted());
  });

  test.each(calls.filter(({ query }) => query.length > 0))(
    'the page about HTTP names the parameters of $call',
    ({ call, query }) => {
      const named = codesAbout(call).flatMap((code) => code.match(/\w+/g) ?? []);
      expect(query.filter((parameter) => !named.includes(parameter))).toEqual([]);
    },
  );

  test.each([
    ['campaign', 'Campaign'],
    ['summary', 'CampaignSummary'],
    ['decision', 'Decision'],
    ['enrollment', 'Enrollment'],
    ['delivery', 'Delivery'],
    ['refused event', 'RefusedEvent'],
    ['dead-letter queue', 'DeadLetterQueue'],
    ['dead letter', 'DeadLetter'],
    ['message in an inbox', 'InboxMessage'],
    ['previewed message', 'PreviewedMessage'],
    ['channel', 'Channel'],
  ])('the page about HTTP explains every field of a %s, and no other', (name, component) => {
    const listed = page.firstColumn(`Fields of an? ${name}`);
    expect(listed.toSorted()).toEqual(document.listFields(component).toSorted());
  });

  test('the page about HTTP explains every field of a folder to plan and of a planned campaign, and no other', () => {
    const ofBody = page.firstColumn('Plan and apply').filter((code) => /^\w+$/.test(code));
    expect(ofBody.toSorted()).toEqual(document.listFields('FolderToPlan').toSorted());
    expect(page.firstColumn('Fields of a planned campaign').toSorted()).toEqual(
      Object.keys(campaignPlanSchema.entries).toSorted(),
    );
  });

  test('the page about HTTP explains every problem code, with a status that the document lists', () => {
    const listed = page.table('Problem codes').map(([code = '', status = '']) => [codesIn(code)[0], status]);
    expect(listed.map(([code]) => code).toSorted()).toEqual(PROBLEM_CODES.toSorted());
    expect(new Set(listed.map(([, status]) => status)).difference(statuses())).toEqual(new Set());
  });

  test('the page about HTTP explains every reason of a delivery in the words of the command line (R80)', () => {
    const listed = page.table('Reasons of deliveries').map(([code = '', means]) => [codesIn(code)[0], means]);
    expect(listed).toEqual(Object.entries(DELIVERY_REASONS_EN));
  });

  test('the page about HTTP explains every status, and no other', () => {
    expect(new Set(page.table('Common to all calls').map(([status = '']) => status))).toEqual(statuses());
  });

  test.each([
    ['GET /campaigns/{id}', 404, 0],
    ['GET /campaigns', 200, 2],
    ['PUT /campaigns/{id}', 200, 3],
    ['GET /campaigns/{id}/versions', 200, 5],
    ['POST /plan', 200, 6],
    ['POST /apply/begin', 200, 7],
    ['POST /campaigns/{id}/apply', 200, 8],
    ['POST /campaigns/{id}/pause', 200, 9],
    ['PUT /settings', 200, 10],
    ['GET /campaigns/{id}/enrollments', 200, 11],
    ['GET /campaigns/{id}/waves', 200, 12],
    ['GET /campaigns/{id}/stats', 200, 13],
    ['GET /profile', 200, 15],
    ['GET /deliveries', 200, 16],
    ['GET /log-id', 200, 17],
    ['POST /erasures', 202, 18],
    ['GET /erasures', 200, 19],
    ['POST /events', 200, 20],
    ['POST /refused/retry', 200, 21],
    ['GET /dead-letters', 200, 22],
    ['POST /dead-letters/{queue}/retry', 200, 23],
    ['POST /inbox-tokens', 200, 24],
    ['GET /inbox', 200, 25],
    ['POST /inbox/{id}/clicked', 200, 26],
    ['GET /campaigns/{id}/messages', 200, 27],
    ['GET /channels', 200, 28],
    ['POST /test-sends', 200, 29],
  ])('the page about HTTP has an example of the answer of %s that the document allows', (call, status, index) => {
    const [method = '', path = ''] = call.split(' ');
    const body = examples()[index];
    expect([body, document.findFault({ method, path: path.replace(/\{\w+\}/, 'a') }, { status, body })]).toEqual([
      expect.anything(),
      undefined,
    ]);
  });
});

/** Returns the JSON examples of the page in their order. Those that are shortened by an ellipsis may not have every field. */
function examples(): unknown[] {
  return [...page.text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json = '']) => JSON.parse(json));
}

/** Returns the statuses of the document, with those of paths and methods that do not exist. */
function statuses(): Set<string> {
  return new Set(['404', '405', ...calls.flatMap(({ call }) => document.listStatuses(call))]);
}
