import type { CampaignAct, CampaignActRefusal } from './campaign.ts';
import type { Instant } from './contracts/instant.ts';
import { SECOND, type TimeSpan } from './contracts/time-span.ts';

/** A pause, of one campaign or of all (R92): who began it, and when. An installation that was deployed paused has no instant. */
export interface Pause {
  readonly by: string;
  readonly at?: Instant;
}

/** An entry in the history of the pauses (R74). Without a campaign it is about all. */
export interface PauseAct extends Pick<CampaignAct, 'at' | 'by'> {
  readonly did: 'paused' | 'resumed';
  readonly campaignId?: string;
}

/** The pause of all and those of campaigns, which are independent: who resumes all resumes no campaign. */
interface PauseSet<Form> {
  readonly all?: Form;
  readonly campaigns: Readonly<Record<string, Form>>;
}

/** The pauses of an installation, with their history. */
export interface PauseState extends PauseSet<Pause> {
  /** The revision; 0 if nothing was ever paused or resumed. */
  readonly rev: number;
  /** The last hundred acts, oldest first. */
  readonly history: readonly PauseAct[];
}

/** The age up to which pauses that were read may allow a claim (R92). */
export const MAX_PAUSE_AGE: TimeSpan = 10 * SECOND;

/** The maximum number of campaigns that are paused one by one. An owner of more pauses all. */
export const MAX_PAUSED_CAMPAIGNS = 500;

const MAX_HISTORY = 100;
/** The person behind a pause that comes with the deployment. */
const DEPLOYMENT = 'deployment';

/** Returns the pauses of an installation in which nothing was ever paused or resumed. */
export function createFirstPauseState(startsPaused: boolean): PauseState {
  return { rev: 0, campaigns: {}, history: [], ...(startsPaused ? { all: { by: DEPLOYMENT } } : {}) };
}

/** Returns the pause that holds a campaign back: that of all, or its own. A caller of the API has pauses in another form. */
export function findPause<Form>({ all, campaigns }: PauseSet<Form>, campaignId: string): Form | undefined {
  return all ?? findOwnPause(campaigns, campaignId);
}

/** Returns the pauses that hold a campaign back at the same time: that of all and its own, as far as they are there. */
export function listPauses<Form>({ all, campaigns }: PauseSet<Form>, campaignId: string): Form[] {
  return [all, findOwnPause(campaigns, campaignId)].filter((pause) => pause !== undefined);
}

/** Returns the instant at which a campaign was resumed last, by itself or with all. */
export function findLastResume({ history }: PauseState, campaignId: string): Instant | undefined {
  return history.findLast(
    (act) => act.did === 'resumed' && (act.campaignId === undefined || act.campaignId === campaignId),
  )?.at;
}

/** An act on the pauses: whose, by whom, and when. */
export interface PauseActContext {
  /** The campaign; absent for all. */
  readonly campaignId?: string | undefined;
  readonly now: Instant;
  readonly by: string;
}

/** The next state, or the pause that was there already. */
export type PausePlan = { readonly state: PauseState; readonly pause: Pause } | { readonly already: Pause };
/** The next state, or the fact that nothing was paused. */
export type ResumePlan = { readonly state: PauseState; readonly at: Instant } | { readonly already: true };

/** Pauses a campaign or all. */
export function planPause(before: PauseState, act: PauseActContext): PausePlan | CampaignActRefusal {
  const { campaignId, now, by } = act;
  const already = campaignId === undefined ? before.all : findOwnPause(before.campaigns, campaignId);
  if (already !== undefined) return { already };
  const pause = { by, at: now };
  if (campaignId === undefined) return { pause, state: recordAct({ ...before, all: pause }, act, 'paused') };
  if (Object.keys(before.campaigns).length >= MAX_PAUSED_CAMPAIGNS)
    return { code: 'too-many-paused', max: MAX_PAUSED_CAMPAIGNS };
  const campaigns = { ...before.campaigns, [campaignId]: pause };
  return { pause, state: recordAct({ ...before, campaigns }, act, 'paused') };
}

/** Resumes a campaign or all. */
export function planResume(before: PauseState, act: PauseActContext): ResumePlan {
  const { campaignId, now } = act;
  const { all, ...others } = before;
  if (campaignId === undefined)
    return all === undefined ? { already: true } : { at: now, state: recordAct(others, act, 'resumed') };
  if (findOwnPause(before.campaigns, campaignId) === undefined) return { already: true };
  const remaining = Object.entries(before.campaigns).filter(([id]) => id !== campaignId);
  return { at: now, state: recordAct({ ...before, campaigns: Object.fromEntries(remaining) }, act, 'resumed') };
}

function findOwnPause<Form>(campaigns: PauseSet<Form>['campaigns'], campaignId: string): Form | undefined {
  return Object.hasOwn(campaigns, campaignId) ? campaigns[campaignId] : undefined;
}

function recordAct(state: PauseState, { campaignId, now, by }: PauseActContext, did: PauseAct['did']): PauseState {
  const act: PauseAct = { at: now, by, did, ...(campaignId === undefined ? {} : { campaignId }) };
  return { ...state, rev: state.rev + 1, history: [...state.history, act].slice(-MAX_HISTORY) };
}
