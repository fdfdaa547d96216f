import { isUserEvent } from '../core/contracts/event.ts';
import { applyExceptions } from '../engine/apply-exceptions.ts';
import { finishClaims } from '../engine/finish-claims.ts';
import { handleTrigger } from '../engine/handle-trigger.ts';
import { matchFollowUps } from '../engine/match.ts';
import { container } from './runtime/background-container.ts';
import { defineEventHandler } from './runtime/define-event-handler.ts';
import { withEmailHtml } from './sending/with-email-html.ts';

/** Handles events that trigger something, forwarded by match-exception. */
export const createHandler = defineEventHandler(async ({ event, isRepeated }, services) => {
  if (!isUserEvent(event)) return 0;
  if (isRepeated) await finishClaims(event, services);
  const matches = await matchFollowUps(event, services);
  const enrolled = await handleTrigger(event, services, matches);
  // An event that was trigger and exception of a follow-up when it was forwarded may be an exception alone since an edit (R52).
  await applyExceptions(event, services, matches);
  return enrolled;
}, 'second');

export const handler = createHandler(withEmailHtml(container));
