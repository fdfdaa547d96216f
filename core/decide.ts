import { beginning, type Draft, finished } from './decide/draft.ts';
import { except } from './decide/except.ts';
import type { Input, Outcome, Terms, Timing } from './decide/input.ts';
import { claim, close, end } from './decide/leave.ts';
import { settle } from './decide/settle.ts';
import { trigger } from './decide/trigger.ts';
import type { Row } from './row.ts';

/**
 * Decides what an input means for one user and one follow-up: pure, so that it can be asked again
 * whenever somebody else wrote the row first (R35, R60).
 */
export function decide(row: Row, input: Input, terms: Terms, timing: Timing): Outcome {
  const draft = beginning(row, terms, timing);
  endOlderPublications(draft);
  apply(draft, input);
  return finished(draft, row);
}

function apply(draft: Draft, input: Input): void {
  switch (input.kind) {
    case 'triggered':
      return trigger(draft, input);
    case 'excepted':
      except(draft, input.event, 'exception');
      return settle(draft);
    case 'claim':
      return claim(draft, input);
    case 'sent':
    case 'unsendable':
      return close(draft, input);
    case 'ended':
      return end(draft, input);
  }
}

/** Waits of a publication that is over can never be claimed: a row that is touched says so (R50). */
function endOlderPublications(draft: Draft): void {
  const over = draft.live.filter(({ publication }) => publication < draft.terms.publication);
  for (const { publication } of over) end(draft, { kind: 'ended', reason: 'campaign-stopped', publication });
}
