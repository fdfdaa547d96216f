import { findPause } from '../../core/pauses.ts';
import { computeStanding, type DecisionView } from '../../core/standing.ts';
import {
  describeConversion,
  describeDelivery,
  describePause,
  explainDecision,
  explainMerge,
  explainState,
  formatTime,
} from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import {
  type DecisionResponse,
  type DeliveryResponse,
  decisionResponse,
  deliveryResponse,
  logIdResponse,
  mergedResponse,
  pausesResponse,
  refusedResponse,
} from '../responses.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/** The options of `explain`. */
export interface ExplainOptions {
  readonly campaign?: string;
  readonly dispatch?: string;
  readonly logId?: boolean;
}

/** Runs `explain`: of a user, or of the user and the campaign of a dispatch. */
export async function runExplain(
  user: string | undefined,
  { campaign, dispatch, logId = false }: ExplainOptions,
  context: CommandContext,
): Promise<void> {
  if ((user === undefined) === (dispatch === undefined))
    throw new CommandUsageError('explain: expected a user or --dispatch, and not both');
  if (dispatch !== undefined && (logId || campaign !== undefined))
    throw new CommandUsageError('--dispatch: expected without --campaign and --log-id');
  const query =
    user === undefined ? await findDispatch(dispatch ?? '', context) : { userId: user, campaignId: campaign };
  return logId ? printLogId(query.userId, context) : explainUser(query, context);
}

/** The user, and the campaign if it is about one only. */
type UserQuery = { readonly userId: string; readonly campaignId: string | undefined };

/** Finds the user and the campaign of a dispatch by its deliveries. Throws `CommandRefusedError` if it has none. */
async function findDispatch(dispatchId: string, { client }: CommandContext): Promise<UserQuery> {
  const call = { path: '/deliveries', query: { dispatchId } };
  const [first] = await client.listAll(call, 'deliveries', deliveryResponse);
  if (first !== undefined) return { userId: first.userId, campaignId: first.campaignId };
  throw new CommandRefusedError(
    `no delivery of the dispatch ${dispatchId} is known: only messages on channels with a sender have deliveries, and they are kept for 60 days`,
  );
}

/** Prints the decisions about a user in words, and the present state. */
async function explainUser({ userId, campaignId }: UserQuery, context: CommandContext): Promise<void> {
  const query = { userId, campaignId };
  const decisions = await context.client.listAll({ path: '/decisions', query }, 'decisions', decisionResponse);
  const deliveries = decisions.some(isDispatch) ? await listDeliveries(query, context) : [];
  const waiting = listWaiting(decisions);
  const pauses = waiting.length === 0 || context.isJson ? [] : await explainPauses(waiting, context);
  const { mergedInto } = await context.client.call({ path: '/decisions', query }, mergedResponse);
  const merged = mergedInto === undefined ? {} : { mergedInto };
  printResult(context, { ...merged, decisions, deliveries }, () => [
    ...(mergedInto === undefined ? [] : [explainMerge(userId, mergedInto)]),
    ...formatExplanation(decisions, deliveries),
    ...pauses,
  ]);
}

function isConversion({ decision }: DecisionView): boolean {
  return decision === 'converted';
}

/** Returns whether conversions follow a decision: those of control users count, too (R47). */
function isConvertible({ decision }: DecisionView): boolean {
  return decision === 'dispatched' || decision === 'control';
}

function isDispatch({ decision }: DecisionView): boolean {
  return decision === 'dispatched';
}

/** Returns the deliveries of a user (R80). A caller who may not list them, or whose installation has none, gets the rest of the explanation. */
async function listDeliveries(query: UserQuery, { client }: CommandContext): Promise<DeliveryResponse[]> {
  try {
    return await client.listAll({ path: '/deliveries', query }, 'deliveries', deliveryResponse);
  } catch (error) {
    if (error instanceof CommandRefusedError) return [];
    throw error;
  }
}

/** Lists the campaigns in which a user waits. */
function listWaiting(decisions: readonly DecisionView[]): string[] {
  const campaigns = Map.groupBy(decisions, ({ campaignId }) => campaignId);
  return [...campaigns].filter(([, each]) => computeStanding(each).state === 'waiting').map(([id]) => id);
}

/** Returns a line for each campaign that is paused (R92). A caller who may not ask what is paused gets the rest of the explanation. */
async function explainPauses(ids: readonly string[], { client }: CommandContext): Promise<string[]> {
  try {
    const pauses = await client.call({ path: '/pause' }, pausesResponse);
    return ids.flatMap((id) => {
      const pause = findPause(pauses, id);
      return pause === undefined ? [] : [`${id}: ${describePause(pause)}. Nothing leaves until it is resumed.`];
    });
  } catch (error) {
    if (error instanceof CommandRefusedError) return [];
    throw error;
  }
}

/** Prints the text by which a user is found in the logs. */
async function printLogId(userId: string, context: CommandContext): Promise<void> {
  const found = await context.client.call({ path: '/log-id', query: { userId } }, logIdResponse);
  printResult(context, found, () => found.logId);
}

/** Runs `refused`, which prints the events that were refused, and why. */
export async function runRefused(context: CommandContext): Promise<void> {
  const events = await context.client.listAll({ path: '/refused' }, 'refused', refusedResponse);
  printResult(context, { refused: events }, () => {
    if (events.length === 0) return 'No event was refused.';
    return events.map(({ id, at, code, message, retriedAt }) => {
      const retried = retriedAt === undefined ? '' : ` (put again at ${formatTime(retriedAt)})`;
      return `${formatTime(at)}  ${id}  ${code}: ${message}${retried}`;
    });
  });
}

/**
 * Formats the decisions, each on a line, with the deliveries and the conversions of a dispatched message on lines under it, and the present
 * state.
 */
function formatExplanation(decisions: readonly DecisionResponse[], deliveries: readonly DeliveryResponse[]): string[] {
  const deliveriesById = Map.groupBy(deliveries, ({ dispatchId }) => dispatchId);
  const conversionsById = Map.groupBy(decisions.filter(isConversion), ({ enrollmentId }) => enrollmentId);
  const convertible = new Set(decisions.filter(isConvertible).map(({ enrollmentId }) => enrollmentId));
  const shown = decisions.filter((each) => !isConversion(each) || !convertible.has(each.enrollmentId));
  const lines = shown.flatMap((decision) => {
    const ofDecision = isDispatch(decision) ? (deliveriesById.get(decision.enrollmentId) ?? []) : [];
    const conversions = isConvertible(decision) ? (conversionsById.get(decision.enrollmentId) ?? []) : [];
    const line = `${formatTime(decision.at)}  ${explainDecision(decision)}`;
    return [
      line,
      ...ofDecision.map((each) => `    ${describeDelivery(each)}`),
      ...conversions.map((each) => `    ${describeConversion(each)}`),
    ];
  });
  const campaigns = Map.groupBy(decisions, ({ campaignId }) => campaignId);
  const states = campaigns.size === 0 ? [explainState([])] : [...campaigns.values()].map(explainState);
  return [...lines, ...(lines.length > 0 ? [''] : []), ...states];
}
