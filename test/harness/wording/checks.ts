import { findUnusualComments, findUnusualFieldComments } from './find-comments.ts';
import { findHomonyms } from './find-homonyms.ts';
import { findForbiddenNames, findForbiddenPhrases } from './find-words.ts';

/** The checks of the wording, each with what finds its violations. */
export const CHECKS = {
  /** Doc comments of exports, functions and methods that begin with neither a verb nor a noun phrase. */
  comments: findUnusualComments,
  /** The same of fields, and of what a file keeps for itself. */
  fields: findUnusualFieldComments,
  /** Names that two files of the product export. */
  homonyms: findHomonyms,
  /** Names that contain a replaced word. */
  names: findForbiddenNames,
  /** Phrases in sentences for people that have a plainer word. */
  phrases: findForbiddenPhrases,
} as const;

/** The name of a check. */
export type Check = keyof typeof CHECKS;
