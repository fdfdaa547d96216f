import type { Context, Hono } from 'hono';
import { formatInstant, type Instant } from '../../core/contracts/instant.ts';
import type { DeliveryReport } from '../../core/feedback.ts';
import {
  answerInboxMessage,
  type InboxAnswer,
  type InboxAnswerResult,
  type InboxMessage,
  isInboxMessageId,
  isInInbox,
} from '../../core/inbox.ts';
import { createInboxEntries } from '../../core/inbox-interactions.ts';
import { retry } from '../../core/retry.ts';
import { decodeCursor, encodeCursor, storeCursorSchema } from '../cursor.ts';
import { respondWithProblem } from '../problems.ts';
import { readCheckedBody } from '../read-checked-body.ts';
import { respond } from '../respond.ts';
import { type InboxMessageView, pressSchema } from '../schemas/inbox.ts';
import type { PublicDeps } from './deps.ts';

/** The maximum number of attempts to record an answer while other devices of the user answer the same message. */
const MAX_ATTEMPTS = 10;

/** Registers the routes by which an app reads the inbox of its user and answers messages, with a token of that user (R89). */
export function registerInboxRoutes(app: Hono, deps: PublicDeps): void {
  app.get('/inbox', (context) => listInbox(context, deps));
  for (const did of ['viewed', 'clicked', 'dismissed'] as const) {
    app.post(`/inbox/:id/${did}`, (context) => answer(context, context.req.param('id'), { did }, deps));
  }
  app.post('/inbox/:id/button', async (context) => {
    if (readUserId(context, deps) === undefined) return respondUnauthorized(context);
    const body = await readCheckedBody(context, pressSchema, 'invalid-press');
    if ('refused' in body) return body.refused;
    const { buttonId } = body.output;
    return answer(context, context.req.param('id'), { did: 'pressed', buttonId }, deps);
  });
}

async function listInbox(context: Context, deps: PublicDeps): Promise<Response> {
  const userId = readUserId(context, deps);
  if (userId === undefined) return respondUnauthorized(context);
  const list = { name: 'inbox', of: [userId], positionSchema: storeCursorSchema };
  const decoded = decodeCursor(context, list);
  if ('refused' in decoded) return decoded.refused;
  const { items, cursor } = await deps.inboxMessages.list(userId, decoded.place);
  const withdrawn = await Promise.all(items.map(({ campaignId }) => deps.isWithdrawn(campaignId)));
  const messages = items.filter((_, index) => withdrawn[index] !== true).map(createMessageView);
  return respond(context, 'GET /inbox', { messages, ...encodeCursor(list, cursor) });
}

/** The report about the delivery of a message that an answer is (R86); none for a message that its user dismisses. */
const DELIVERY_REPORTS: Readonly<Partial<Record<InboxAnswer['did'], DeliveryReport>>> = {
  viewed: 'opened',
  clicked: 'clicked',
  pressed: 'clicked',
};

/** Reports an answer of its message's delivery. The answer is stored and told by now: a failure is logged, and a repeat reports it again. */
async function reportAnswer(
  { message, given, at }: { readonly message: InboxMessage; readonly given: InboxAnswer; readonly at: Instant },
  { log, reportDelivery }: PublicDeps,
): Promise<void> {
  const report = DELIVERY_REPORTS[given.did];
  if (report === undefined) return;
  const { dispatchId, channel, part } = message;
  try {
    await reportDelivery({ dispatchId, channel, part, report, at });
  } catch (error) {
    log.warn('DELIVERY_NOT_REPORTED', { dispatchId, channel, report, error: String(error) });
  }
}

async function answer(context: Context, id: string, given: InboxAnswer, deps: PublicDeps): Promise<Response> {
  const userId = readUserId(context, deps);
  if (userId === undefined) return respondUnauthorized(context);
  const messageId = await findMessageId(userId, id, deps);
  const result = messageId === undefined ? undefined : await recordAnswer(userId, messageId, given, deps);
  if (result === undefined || 'refused' in result) {
    return result?.refused === 'unknown-button' ? respondUnknownButton(context) : respondUnknownMessage(context);
  }
  const { message, at, isRepeat } = result;
  // Reported for a repeat, too: the first attempt may have failed between the store and the report.
  await deps.report(createInboxEntries(message, given, at));
  await reportAnswer({ message, given, at }, deps);
  const view = { id: message.id, at: formatInstant(at), ...(isRepeat ? { already: true as const } : {}) };
  return respond(context, 'POST /inbox/{id}/viewed', view);
}

/** Records an answer in the store. Returns undefined if the user has no such message. */
async function recordAnswer(
  userId: string,
  id: string,
  given: InboxAnswer,
  { inboxMessages, clock }: PublicDeps,
): Promise<InboxAnswerResult | undefined> {
  const done = await retry({ maxAttempts: MAX_ATTEMPTS }, async () => {
    const message = await inboxMessages.get(userId, id);
    if (message === undefined) return 'unknown';
    const result = answerInboxMessage(message, given, clock.now());
    if ('refused' in result || result.isRepeat) return result;
    return (await inboxMessages.write(result.message)) ? result : undefined;
  });
  if (done === undefined) throw new Error(`inbox: written by others ${MAX_ATTEMPTS} times in a row`);
  return done === 'unknown' ? undefined : done;
}

/** Returns the id of a message that a path names: by its own id, or by its dispatch id if the dispatch has one message in the inbox. */
async function findMessageId(
  userId: string,
  id: string,
  { inboxMessages, clock }: PublicDeps,
): Promise<string | undefined> {
  if (isInboxMessageId(id)) return id;
  const found: InboxMessage[] = [];
  let cursor: string | undefined;
  do {
    const page = await inboxMessages.list(userId, cursor);
    found.push(...page.items.filter((each) => each.dispatchId === id && isInInbox(each, clock.now())));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found.length === 1 ? found[0]?.id : undefined;
}

function createMessageView(message: InboxMessage): InboxMessageView {
  const { id, dispatchId, campaignId, channel, content, createdAt, expiresAt, viewedAt } = message;
  const { body, title, url, imageUrl, buttons } = content;
  return {
    id,
    dispatchId,
    campaignId,
    channel,
    ...(title === undefined ? {} : { title }),
    body,
    ...(url === undefined ? {} : { url }),
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(buttons === undefined ? {} : { buttons: buttons.map((button) => ({ ...button })) }),
    createdAt: formatInstant(createdAt),
    expiresAt: formatInstant(expiresAt),
    viewed: viewedAt !== undefined,
  };
}

/** Returns the user whose inbox the token of the call opens; undefined without a valid one. */
function readUserId(context: Context, { tokens, clock }: PublicDeps): string | undefined {
  const token = /^bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  const claims = token === undefined ? undefined : tokens.read('inbox', token);
  return claims !== undefined && clock.now() < claims.expiresAt ? claims.userId : undefined;
}

function respondUnauthorized(context: Context): Response {
  context.header('WWW-Authenticate', 'Bearer');
  const message = 'authorization: expected "Bearer" and a token of POST /inbox-tokens that has not expired';
  return respondWithProblem(context, 401, { code: 'unauthorized', message });
}

function respondUnknownMessage(context: Context): Response {
  return respondWithProblem(context, 404, { code: 'unknown-message', message: 'the inbox has no such message' });
}

function respondUnknownButton(context: Context): Response {
  return respondWithProblem(context, 404, { code: 'unknown-button', message: 'the message has no such button' });
}
