import type { Instant } from './contracts/instant.ts';
import { MINUTE, type TimeSpan } from './contracts/time-span.ts';

/** The apply that acts on an installation: of which project, by whom, and until when without another act (R55). */
export interface ApplyHolder {
  readonly project: string;
  readonly by: string;
  readonly since: Instant;
  readonly until: Instant;
  /** The secret of the applier. Each act has to carry it. */
  readonly token: string;
}

/** The lease of applies: one acts on an installation at a time. */
export interface ApplyLeaseState {
  /** The revision; 0 if nothing was ever applied. */
  readonly rev: number;
  readonly holder?: ApplyHolder;
}

/** The lease of an installation in which nothing was ever applied. */
export const FIRST_APPLY_LEASE: ApplyLeaseState = { rev: 0 };

/** The time without an act after which another apply may begin. The longest act is a stop, which takes half of it. */
export const APPLY_LEASE_DURATION: TimeSpan = MINUTE;

/** The refusal of an apply while another one acts. */
export interface ApplyRefused {
  readonly code: 'apply-in-progress';
  readonly holder: ApplyHolder;
}

/** The refusal of an act of an apply that no longer holds the lease. */
export interface ApplyEnded {
  readonly code: 'apply-ended';
}

/** Begins an apply, if no other acts. */
export function planBeginApply(
  { rev, holder }: ApplyLeaseState,
  { now, ...applier }: Omit<ApplyHolder, 'since' | 'until'> & { readonly now: Instant },
): { readonly state: ApplyLeaseState; readonly holder: ApplyHolder } | ApplyRefused {
  if (holder !== undefined && now < holder.until) return { code: 'apply-in-progress', holder };
  const next = { ...applier, since: now, until: now + APPLY_LEASE_DURATION };
  return { state: { rev: rev + 1, holder: next }, holder: next };
}

/** Extends the lease for an act of an apply that holds it. A lease whose time ended is still its own while no other apply began. */
export function planExtendApply(
  { rev, holder }: ApplyLeaseState,
  { token, now }: { readonly token: string; readonly now: Instant },
): { readonly state: ApplyLeaseState; readonly holder: ApplyHolder } | ApplyEnded {
  if (holder?.token !== token) return { code: 'apply-ended' };
  const next = { ...holder, until: now + APPLY_LEASE_DURATION };
  return { state: { rev: rev + 1, holder: next }, holder: next };
}

/** Ends an apply, so that another may begin. An apply that does not hold the lease has ended already. */
export function planEndApply(
  { rev, holder }: ApplyLeaseState,
  token: string,
): { readonly state: ApplyLeaseState } | { readonly already: true } {
  return holder?.token === token ? { state: { rev: rev + 1 } } : { already: true };
}
