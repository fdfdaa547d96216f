import { SMALL_MEMORY, type TextFault } from './text-fault.ts';

const WRITES_BOTH = 'return rows.writeBoth(stub, { key, row: outcome.row });';

/** Faults of the merge of users, each of which a simpler protocol had. */
export const MERGE_FAULTS: readonly TextFault[] = [
  {
    name: 'the row of a merged user is copied, then becomes a stub',
    file: 'engine/change-row.ts',
    find: WRITES_BOTH,
    replace:
      'return rows.write(key, outcome.row).then(async (done) => done && ((await rows.write(stub.key, stub.row)) || true));',
  },
  {
    name: 'the row of a merged user becomes a stub, then is copied',
    file: 'engine/change-row.ts',
    find: WRITES_BOTH,
    replace: 'return rows.write(stub.key, stub.row).then((done) => done && rows.write(key, outcome.row));',
  },
  {
    name: 'a merge sweeps once',
    file: 'engine/merge-user-data.ts',
    find: 'if (startedAt >= lastSweepAt) return true;',
    replace: 'if (startedAt >= 0) return true;',
  },
  {
    name: 'the sweeps of a merge are counted, and not timed',
    file: 'engine/merge-user-data.ts',
    find: '  if (startedAt >= lastSweepAt) return true;\n  await merges.schedule(userId, lastSweepAt);',
    replace:
      '  const { isSwept } = profile as any;\n  await profiles.update(userId, (each) => each && ({ ...each, isSwept: true, isDone: isSwept } as any));\n  if (isSwept) return true;\n  await merges.schedule(userId, lastSweepAt);',
    also: [
      {
        file: 'engine/merge-user-data.ts',
        find: 'if (profile?.mergedInto === undefined) return true;',
        replace: 'if (profile?.mergedInto === undefined || (profile as any).isDone) return true;',
      },
    ],
  },
  {
    name: 'waves do not follow the stub of a merged user',
    file: 'engine/change-row.ts',
    find: "    input.kind === 'erase' ||\n",
    replace: "    ['erase', 'claim'].includes(input.kind) ||\n",
  },
  {
    name: 'a writer that creates a row does not look for a merge',
    file: 'engine/locate-row.ts',
    find: 'if (profile?.mergedInto === undefined)',
    replace: 'if (profile?.mergedInto === undefined || true)',
  },
  {
    name: 'an event that can only convert does not look for a merge',
    file: 'engine/merge-history.ts',
    find: 'return (await mergeHistory.getRecent()).state.hasMerged;',
    replace: 'return false && (await mergeHistory.getRecent()).state.hasMerged;',
  },
  {
    name: 'the first merge is not recorded',
    file: 'engine/merge-history.ts',
    find: 'return after === before || (await mergeHistory.write(after)) ? after : undefined;',
    replace: 'return after;',
  },
  {
    name: 'a merge moves what a deletion is about to erase',
    file: 'engine/merge-user-data.ts',
    find: 'if (!(await isBeingErased(each, services))) continue;',
    replace: 'if (each.userId !== "") continue;',
  },
  {
    name: 'the ids of merged triggers are not tagged',
    file: 'core/identity.ts',
    find: 'return isTaggedId(id) ? id :',
    replace: 'return true ? id :',
  },
  {
    name: 'the ids of a merged user are hashed with the other user',
    file: 'engine/locate-row.ts',
    find: 'createEnrollmentId(key.campaignId, userId, input.event.id)',
    replace: 'createEnrollmentId(key.campaignId, key.userId, input.event.id)',
  },
  {
    name: 'archived ids of a merged user are not asked for',
    file: 'engine/mark-repeated-trigger.ts',
    find: 'for (const each of [{ key, row }, ...stubs])',
    replace: 'for (const each of [{ key, row }])',
    also: [SMALL_MEMORY],
  },
  {
    name: 'exceptions of one user do not cancel the waits of the other when they are merged',
    file: 'core/decide/merge-row.ts',
    find: 'cancelMarked(cancelOlderPublications(united), input)',
    replace: 'cancelOlderPublications(united)',
  },
  {
    name: 'the receipt of a merged user is left behind',
    file: 'core/decide/merge-row.ts',
    find: 'receipt: pickLaterReceipt(row.receipt, input.row.receipt),',
    replace: 'receipt: row.receipt,',
  },
  {
    name: 'both waits go on after a merge',
    file: 'core/decide/merge-row.ts',
    find: 'const settled = assignWaits(limitLive(judged));',
    replace: 'const settled = limitLive(judged);',
  },
  {
    name: 'two users are merged into each other, because no second look is taken',
    file: 'core/user-merge.ts',
    find: '  if (merged?.mergedInto !== undefined || kept?.mergedInto !== undefined) return undefined;\n',
    replace: '',
  },
  {
    name: 'a merged user keeps the variant of the old name',
    file: 'engine/change-row.ts',
    find: 'change.followUp.createTerms(key.userId)',
    replace: 'change.followUp.createTerms(change.userId)',
  },
  {
    name: 'the channels of a merged user are those of the variant of the old name',
    file: 'engine/change-row.ts',
    find: 'change.prepareDeparture?.(key.userId)',
    replace: 'change.prepareDeparture?.(change.userId)',
  },
  {
    name: 'the slots of a merged user are left behind',
    file: 'engine/merge-user-data.ts',
    find: '  await mergeSlots(userId, into.userId, services);\n',
    replace: '',
  },
  {
    name: 'a slot that both users have counts twice after a merge',
    file: 'core/frequency-slots.ts',
    find: 'slots.filter(({ id }) => !known.has(id)).toSorted',
    replace: 'slots.filter(({ id }) => !known.has(id) || true).toSorted',
  },
  {
    name: 'the messages of a merged user can no longer be converted',
    file: 'core/decide/merge-row.ts',
    find: '    sent: uniteDispatches(row, input),',
    replace: '    sent: row.sent,',
  },
  {
    name: 'a recount knows no dispatch of a merged user',
    file: 'engine/recount-statistics.ts',
    find: ', dispatches: row.sent }));',
    replace: ' }));',
  },
  {
    name: 'the addresses of a merged user are left behind',
    file: 'engine/merge-user-data.ts',
    find: '  await mergeContacts({ userId, isDeletedAlias: profile.isDeletedAlias }, into.userId, services);\n',
    replace: '',
  },
  {
    name: 'a deletion leaves those who were merged into the user',
    file: 'engine/erase-user-data.ts',
    find: 'of [...erasure.aliases, erasure.userId]) {',
    replace: 'of [erasure.userId]) {',
  },
  {
    name: 'a merge that was done before a deletion, and comes after it, is not covered',
    file: 'engine/merge-users.ts',
    find: '  await coverByDeletion(merge, services);\n',
    replace: '',
  },
  {
    name: 'a merge that a deletion covers leaves the fields of the merged user',
    file: 'engine/delete-user.ts',
    find: 'const tombstone = await writeTombstone(userId, deletedUntil, services);',
    replace: 'const tombstone = { deletedUntil, aliases };',
  },
  {
    name: 'what a deleted user did counts again after a merge',
    file: 'engine/change-row.ts',
    find: "const isCut = 'event' in input && isForgotten(input.event.at, deletedUntil);",
    replace: 'const isCut = false;',
  },
  {
    name: 'a repeat of a forgotten trigger removes the seat of a wait that another user took along',
    file: 'core/decide/forget-event.ts',
    find: '  if (row.live.some(({ enrollmentId }) => enrollmentId === enrollment.enrollmentId)) return outcome;\n',
    replace: '',
  },
  {
    name: 'the receipt of a forgotten message of a merged user stays',
    file: 'engine/erase-user-data.ts',
    find: 'archived: [], erasedBefore };',
    replace: 'archived: [] };',
  },
  {
    name: 'the row of a merged user keeps no dispatches',
    file: 'core/decide/merge-row.ts',
    find: '    stays: undefined,\n    mergedInto,',
    replace: '    stays: undefined,\n    sent: undefined,\n    mergedInto,',
  },
  {
    name: 'the deletion of the middle of a chain of merges takes the seats of what the last user took along',
    file: 'engine/erase-user-data.ts',
    find: 'const moved = await listMoved(row, { erased: erasure.userId, campaignId }, services);',
    replace:
      'const moved = userId === erasure.userId ? await listMoved(row, { erased: userId, campaignId }, services) : new Set();',
  },
];
