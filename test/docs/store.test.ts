import { expect, test } from 'vitest';
import { STORE_OPEN_ERRORS } from '../../adapters/sqlite/store-open-error.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';

const page = new DocumentationPage('operating/store.md');

test('whatever a start says about DATA_DIR stands in docs/operating/store.md, word for word, with when it says so', () => {
  const rows = page.table('What a start may say');
  expect(rows.flatMap(([said]) => codesIn(said)).toSorted()).toEqual(Object.values(STORE_OPEN_ERRORS).toSorted());
  for (const [, when = ''] of rows) expect(when).toMatch(/^.{20,}\.$/);
});
