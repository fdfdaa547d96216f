import { expect, test } from 'vitest';
import { STORE_OPEN_ERRORS } from '../../adapters/sqlite/store-open-error.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

const page = new DocumentationPage('operating/store.md');

test('every error about DATA_DIR at the start is listed in docs/operating/store.md, with its exact text and its cause', () => {
  const rows = page.table('What a start may say');
  expect(rows.flatMap(([message]) => codesIn(message)).toSorted()).toEqual(Object.values(STORE_OPEN_ERRORS).toSorted());
  for (const [, when = ''] of rows) expect(when).toMatch(/^.{20,}\.$/);
});
