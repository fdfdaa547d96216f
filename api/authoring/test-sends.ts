import type { Context } from 'hono';
import type * as v from 'valibot';
import { findPublicationNumber } from '../../core/campaign.ts';
import { isFollowUp, isTransactional } from '../../core/contracts/definition.ts';
import type { RenderedMessage } from '../../core/contracts/dispatch.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import type { TestFailure, TestResult, TestSend } from '../../core/contracts/test-send.ts';
import { createTestMessage } from '../../core/test-message.ts';
import { previewMessages } from '../../engine/preview-messages.ts';
import { explainDeliveryReason } from '../../language/delivery-reasons-en.ts';
import type { ApiDeps } from '../deps.ts';
import { parseVersion, respondUnknownVersion } from '../parse-version.ts';
import { respondUnknownCampaign, respondWithProblem } from '../problems.ts';
import { readCheckedBody } from '../read-checked-body.ts';
import { respond } from '../respond.ts';
import { testSendRequestSchema } from '../schemas/sending.ts';
import { createVariantFault, hasVariant } from './known-variant.ts';

type TestRequest = v.InferOutput<typeof testSendRequestSchema>;

/** Sends a test message to an entry of the allow list (R91). */
export async function answerTestSend(context: Context, deps: ApiDeps): Promise<Response> {
  const body = await readCheckedBody(context, testSendRequestSchema, 'invalid-test');
  if ('refused' in body) return body.refused;
  const { channel, to } = body.output;
  const hasSender = deps.sending?.senders.some((sender) => sender.channel === channel) ?? false;
  if (!hasSender) return respondNoSender(context, body.output);
  const found = await findMessages(context, body.output, deps);
  if ('refused' in found) return found.refused;
  return sendAll(context, { ...found, to }, deps);
}

/** The messages of a test. */
interface TestMessages {
  readonly messages: readonly RenderedMessage[];
  readonly campaignId: string;
  readonly version: number;
  readonly isTransactional: boolean;
}

/** The campaign of tests that belong to none. */
const NO_CAMPAIGN = 'test';

/** Finds what is sent: the messages of a campaign, rendered for a user, or a text that only says that it is a test. */
async function findMessages(
  context: Context,
  { channel, campaignId, version, userId, variant }: TestRequest,
  { services, sending }: ApiDeps,
): Promise<TestMessages | { readonly refused: Response }> {
  if (campaignId === undefined) {
    const messages = [createTestMessage(channel)];
    return { messages, campaignId: NO_CAMPAIGN, version: 0, isTransactional: true };
  }
  const campaign = await services.campaigns.get(campaignId);
  if (campaign === undefined) return { refused: respondUnknownCampaign(context, campaignId) };
  const text = String(version ?? campaign.version);
  const number = parseVersion(text, campaign.version);
  if (number === undefined) return { refused: respondUnknownVersion(context, text, campaign.version) };
  const definition = await services.campaigns.getDefinition(campaignId, number);
  if (!isFollowUp(definition)) return { refused: respondInvalid(context, `${campaignId}: it has no messages`) };
  const publication = findPublicationNumber(campaign);
  if (variant !== undefined && !hasVariant(definition, variant))
    return { refused: respondInvalid(context, formatFault(createVariantFault(variant))) };
  const request = { definition, version: number, publication, userId, variant, sending };
  const preview = await previewMessages(request, services);
  const ofChannel = preview.messages.filter((each) => each.channel === channel);
  const problem = ofChannel.map(({ rendering }) => rendering).find((rendering) => 'reason' in rendering);
  if (problem !== undefined) return { refused: respondInvalid(context, String(problem.detail)) };
  const messages = ofChannel.flatMap(({ rendering }) => ('channel' in rendering ? [rendering] : []));
  if (messages.length === 0)
    return { refused: respondInvalid(context, `${campaignId}: it has no message for ${channel}`) };
  return { messages, campaignId, version: number, isTransactional: isTransactional(definition) };
}

/** The messages of a test and their target. */
interface TestRun extends TestMessages {
  readonly to: string;
}

/** A result that a sender answered for a message. */
type SentResult = Exclude<TestResult, { readonly kind: 'not-allowed' | 'bad-target' }>;

/** Sends the messages of a test one after the other, and answers the results. */
async function sendAll(context: Context, { messages, ...test }: TestRun, deps: ApiDeps): Promise<Response> {
  const sent: SentResult[] = [];
  const unique = crypto.randomUUID();
  for (const [part, message] of messages.entries()) {
    const result = await trySend({ ...test, message, part, unique }, deps);
    switch (result.kind) {
      case 'bad-target':
        return respondInvalid(context, `to: ${explainDeliveryReason(result.reason)}`);
      case 'not-allowed':
        return respondWithProblem(context, 409, { code: result.reason, message: explainDeliveryReason(result.reason) });
      case 'failed':
        return respondFailed(context, result, { sent, count: messages.length });
      default:
        sent.push(result);
    }
  }
  return respond(context, 'POST /test-sends', { sent: sent.map(createResultView) });
}

/** Sends a message of a test. What its sender throws is a failure after which the message may have left. */
async function trySend(test: TestSend, { sendTest, services }: ApiDeps): Promise<TestResult | TestFailure> {
  try {
    return await sendTest(test);
  } catch (error) {
    services.log.warn('TEST_FAILED', { channel: test.message.channel, error: String(error) });
    return { kind: 'failed', isTimeout: false, mayHaveLeft: true };
  }
}

function createResultView(result: SentResult, part: number) {
  const { kind } = result;
  if (kind !== 'sent') return { part, result: kind, reason: result.reason };
  return { part, result: kind, ...(result.providerId === undefined ? {} : { providerId: result.providerId }) };
}

/** Answers 504 or 502 for a message whose sender gave no result, and names the results of those before it. */
function respondFailed(
  context: Context,
  { isTimeout, mayHaveLeft }: TestFailure,
  { sent, count }: { readonly sent: readonly SentResult[]; readonly count: number },
): Response {
  const cause = isTimeout ? 'its sender did not answer in time' : 'its sender could not be called, or failed';
  const outcome = mayHaveLeft
    ? 'It is not known whether the message left: see whether it arrived before you send it again.'
    : 'The message did not leave.';
  const before = sent.length === 0 ? '' : ` The messages before it: ${sent.map(({ kind }) => kind).join(', ')}.`;
  const message = `message ${sent.length + 1} of ${count}: ${cause}. ${outcome}${before}`;
  return isTimeout
    ? respondWithProblem(context, 504, { code: 'test-timed-out', message })
    : respondWithProblem(context, 502, { code: 'test-failed', message });
}

function respondInvalid(context: Context, message: string): Response {
  return respondWithProblem(context, 422, { code: 'invalid-test', message });
}

function respondNoSender(context: Context, { channel }: TestRequest): Response {
  const message = `${channel}: this installation has no sender for it`;
  return respondWithProblem(context, 409, { code: 'no-sender', message });
}
