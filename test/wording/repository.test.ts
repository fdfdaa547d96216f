import { describe, expect, test } from 'vitest';
import { CHECKS } from '../harness/wording/checks.ts';
import { DEBT, differencesFromDebt } from '../harness/wording/debt.ts';
import { findExports } from '../harness/wording/find-comments.ts';
import { findContinuingTitles } from '../harness/wording/find-titles.ts';
import { formatViolations } from '../harness/wording/violations.ts';

/** The maximum number of doc comments of exports, functions and methods that begin with neither a verb nor a noun phrase. */
const MAX_UNUSUAL_COMMENTS = 19;

/** The share of the exports of the product that have a doc comment, at least. */
const MIN_DOCUMENTED = 0.94;

// The numbers in debt.json go down to none. A folder that is better than recorded is recorded.
/** The violations that two tests judge; to find them takes a second. */
const unusualComments = CHECKS.comments();

describe('the wording of the repository', () => {
  test('doc comments of exports, functions and methods begin with a verb or a noun phrase, but for those recorded', () => {
    expect(differencesFromDebt(unusualComments, DEBT.comments)).toEqual([]);
  });

  test(`at most ${MAX_UNUSUAL_COMMENTS} doc comments of exports, functions and methods begin with neither a verb nor a noun phrase`, () => {
    const found = unusualComments;
    expect(found.length <= MAX_UNUSUAL_COMMENTS ? [] : formatViolations(found)).toEqual([]);
  });

  test('doc comments of fields and constants begin with a noun phrase, but for those recorded', () => {
    expect(differencesFromDebt(CHECKS.fields(), DEBT.fields)).toEqual([]);
  });

  test('no two files of the product export the same name, but for those recorded', () => {
    expect(differencesFromDebt(CHECKS.homonyms(), DEBT.homonyms)).toEqual([]);
  });

  test('no name contains a word that docs/vocabulary.md replaces, but for those recorded', () => {
    expect(differencesFromDebt(CHECKS.names(), DEBT.names)).toEqual([]);
  });

  test('every title of a test is a sentence that stands alone in a report', () => {
    expect(formatViolations(findContinuingTitles())).toEqual([]);
  });

  test('no sentence contains a phrase that docs/vocabulary.md replaces, but for those recorded', () => {
    expect(differencesFromDebt(CHECKS.phrases(), DEBT.phrases)).toEqual([]);
  });

  test(`at least ${100 * MIN_DOCUMENTED} % of the exports of the product have a doc comment`, () => {
    const { exports, withoutComment } = findExports();
    const documented = 1 - withoutComment.length / exports;
    expect(documented >= MIN_DOCUMENTED ? [] : withoutComment).toEqual([]);
  });
});
