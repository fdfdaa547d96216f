import type { Declaration } from './declarations.ts';
import { beginsWithImperative, beginsWithVerb } from './verbs.ts';

/** Words that no noun phrase begins with, in lower case. */
const NOT_A_NOUN = new Set(
  `what how whether who whom whose which where when why whatever whoever whomever whichever wherever whenever one
  it its this these those that there they their he she his her we our you your
  everything something anything nothing everybody somebody anybody nobody everyone someone anyone
  if as since while because until till once after before by with without within in on at for from to of into onto over under
  beside beyond between behind during through so such not never only also already here too and or but still yet then
  is are was were has have had does do did goes lets says tells sees stands lays hands asks knows lies
  told thrown held written said given taken kept done made gone seen heard found left thought`.split(/\s+/),
);

/** A participle with what is done to it: "Answered for", "Replaced with". */
const PARTICIPLE = /^(?:\w+ed|Set) (?:by|from|when|where|with|as|for|in|on|at|to|only|also|back|beside)\b/;

/** Returns what is wrong with how a doc comment begins; `undefined` where nothing is. */
export function openingFault({ comment, kind }: Pick<Declaration, 'comment' | 'kind'>): string | undefined {
  if (comment === undefined) return undefined;
  const sentence = comment.trim();
  if (kind === 'function') return beginsWithVerb(sentence) ? undefined : 'expected a verb in the third person';
  return beginsWithNoun(sentence) ? undefined : 'expected a noun phrase';
}

function beginsWithNoun(sentence: string): boolean {
  if (/^[`"]\w/.test(sentence)) return true;
  const [word] = /^[A-Za-z_]+/.exec(sentence) ?? [];
  if (word === undefined || NOT_A_NOUN.has(word.toLowerCase())) return false;
  return !PARTICIPLE.test(sentence) && !isClause(sentence);
}

function isClause(sentence: string): boolean {
  return (
    beginsWithImperative(sentence) ||
    (beginsWithVerb(sentence) && /^\w+ (?:a|an|the|what|how|whether|every|each|its)\b/.test(sentence))
  );
}
