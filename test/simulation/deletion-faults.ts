import { SMALL_MEMORY, type TextFault } from './text-fault.ts';

/** Faults of the deletion of users, each of which a simpler protocol had. */
export const DELETION_FAULTS: readonly TextFault[] = [
  {
    name: 'a deletion leaves no tombstone',
    file: 'engine/locate-row.ts',
    find: 'row: cut === undefined ? row : { ...row, deletedUntil: cut }',
    replace: 'row',
  },
  {
    name: 'an erasure sweeps once',
    file: 'engine/erase-user.ts',
    find: "return sweep === 1 ? { state: 'paused' } : finishErasure(erasure, services);",
    replace: 'return finishErasure(erasure, services);',
  },
  {
    name: 'the second sweep comes at once',
    file: 'engine/erase-user.ts',
    find: "erasure.position.state === 'paused' && clock.now() < erasure.secondSweepAt",
    replace: "clock.now() < 0 && erasure.position.state === 'paused'",
  },
  {
    name: 'a new row does not carry the cut',
    file: 'core/decide/working-row.ts',
    find: '    deletedUntil: row.deletedUntil,\n',
    replace: '    deletedUntil: undefined,\n',
  },
  {
    name: 'a row of the same revision is overwritten, whichever it is',
    file: 'adapters/sqlite/rows.ts',
    find: 'expires_at = ? WHERE user_id = ? AND campaign_id = ? AND rev = ? AND born IS ?',
    replace: 'expires_at = ? WHERE user_id = ? AND campaign_id = ? AND rev = ? AND (born IS ? OR 1)',
  },
  {
    name: 'the last sweep deletes no seats',
    file: 'engine/erase-listed.ts',
    find: 'await mapConcurrently(page.items,',
    replace: 'if (sweep === 1) await mapConcurrently(page.items,',
  },
  {
    name: 'a trigger that is dropped leaves its seat',
    file: 'engine/change-row.ts',
    find: '  if (forgottenSeat !== undefined) await services.seats.remove(forgottenSeat.wave, forgottenSeat.enrollmentId);\n',
    replace: '',
  },
  {
    name: 'seats that no decision tells are not listed',
    file: 'engine/erase-user-data.ts',
    find: 'findErasedEnrollments({ live: row.live, decisions, deletedUntil, findDueWave })',
    replace:
      'findErasedEnrollments({ live: row.live, decisions: decisions.map((each) => ({ ...each, dueAt: undefined })), deletedUntil, findDueWave })',
  },
  {
    name: 'a deletion erases whatever is there',
    file: 'core/decide/erase-row.ts',
    find: 'const isLater = ({ at }: { readonly at: number }) => at > deletedUntil;',
    replace: 'const isLater = ({ at }: { readonly at: number }) => at > deletedUntil + 1e12;',
  },
  {
    name: 'the ids of all decided triggers beside a row go',
    file: 'engine/erase-user-data.ts',
    find: 'return isTaggedId(item.trigger) || row.enrollmentIds.has(createEnrollmentId(item.campaignId, userId, item.trigger));',
    replace: 'return false;',
    also: [SMALL_MEMORY],
  },
  {
    name: 'what is archived beside a row stays',
    file: 'engine/erase-user-data.ts',
    find: '    await services.rows.removeArchived(userId, (item) =>\n      isKept(item, { userId, deletedUntil, row: kept.get(item.campaignId) }),\n    );\n',
    replace: '',
    also: [SMALL_MEMORY],
  },
  {
    name: 'a standby does not take over from a wait that is erased',
    file: 'core/decide/erase-row.ts',
    find: 'assignWaits({ ...before, earlierDecisions: kept.decisions })',
    replace: '({ ...before, earlierDecisions: kept.decisions })',
  },
  {
    name: 'a message that is due between a deletion and its sweep is sent',
    file: 'engine/dispatch-claimed.ts',
    find: '  if (isErasureDue(request, profile)) return;\n',
    replace: '',
  },
  {
    name: 'an erasure that is overtaken is left to the other call',
    file: 'engine/erase-user.ts',
    find: '    await erasures.schedule(userId, clock.now() + OVERTAKEN_DELAY);\n',
    replace: '',
  },
];
