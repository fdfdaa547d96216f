import type { SqliteServices } from '../../adapters/sqlite/services.ts';
import type { FrequencySlots, Rows, Seat, Seats, Services } from '../../core/ports.ts';
import { CAP_FAULTS } from './cap-faults.ts';
import { DELETION_FAULTS } from './deletion-faults.ts';
import type { PlantedFault } from './faults.ts';
import { MERGE_FAULTS } from './merge-faults.ts';
import { type Replacement, SMALL_MEMORY, type TextFault } from './text-fault.ts';

/** Rows that keep the marks of one compared value, so that every history with two of them archives marks. No fault by itself. */
export const FEW_MARKS: Replacement = {
  file: 'core/row.ts',
  find: 'MAX_MARKED_VALUES = 50',
  replace: 'MAX_MARKED_VALUES = 1',
};
const PUTS_MARKS =
  'if (outcome.archivedMarks.length > 0) await services.rows.archiveMarks(key, outcome.archivedMarks);';
const PUTS_KNOWN =
  'if (outcome.archivedTriggerIds.length > 0)\n    await services.rows.archiveDecidedTriggers(key, outcome.archivedTriggerIds);';

/** Faults put into the ports; the source is not changed. */
export const PORT_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a row is written whatever its rev',
    store: withRows((rows) => ({ write: (key, row) => overwrite(rows, key, row) })),
  },
  {
    name: 'a stale write, one rev behind, wins',
    store: withRows((rows) => ({
      async write(key, row) {
        return (await rows.read(key)).rev === row.rev ? overwrite(rows, key, row) : rows.write(key, row);
      },
    })),
  },
  {
    name: 'a refused write is taken for a written one',
    store: withRows((rows) => ({
      async write(key, row) {
        await rows.write(key, row);
        return true;
      },
    })),
  },
  {
    name: 'marks are not kept',
    store: withRows((rows) => ({ write: (key, row) => rows.write(key, { ...row, marks: [] }) })),
  },
  {
    name: 'receipts are not kept',
    store: withRows((rows) => ({ write: (key, { receipt: _, ...row }) => rows.write(key, row) })),
  },
  {
    name: 'decided triggers are not kept',
    store: withRows((rows) => ({ write: (key, row) => rows.write(key, { ...row, decided: [] }) })),
  },
  { name: 'a seat is put after its row', stage: seatAfterRow },
  { name: 'a wave is not started', store: (base) => ({ ...base, waves: { ...base.waves, start: async () => true } }) },
  { name: 'a wave that is gone counts as started', store: wavesAlwaysStarted },
  { name: 'a claim asks for the wave of the row, not its own', store: rowWave },
  { name: 'a claim asks whether the campaign is published, not its own publication', store: anyPublication },
  { name: 'a claim does not ask whether its publication is live', store: alwaysLive },
  { name: 'a repeated delivery is acknowledged unseen', acksRepeats: true },
  { name: 'a message is sent twice with different ids', store: sentTwice },
  {
    name: 'a pass ends after its first page',
    store: withSeats((seats) => ({
      listByWave: async (wave, max) => ({ items: (await seats.listByWave(wave, max)).items }),
    })),
  },
  {
    name: 'the cursor does not move',
    store: withSeats((seats) => ({ listByWave: (wave, max) => seats.listByWave(wave, max) })),
  },
  { name: 'the last call is not made', skipsLastCall: true },
  {
    name: 'slots are written whatever their rev',
    store: (base) => ({ ...base, frequencySlots: overwritingSlots(base.frequencySlots) }),
  },
];

/** Faults put into a copy of the source, one line each. */
export const TEXT_FAULTS: readonly TextFault[] = [
  ...CAP_FAULTS,
  ...DELETION_FAULTS,
  ...MERGE_FAULTS,
  {
    name: 'an older exception overwrites a newer mark',
    file: 'core/decide/apply-exception.ts',
    find: '.slice(0, mark.value === undefined ? MAX_MARKS_PER_EXCEPTION : MAX_MARKS_PER_VALUE)',
    replace: '.slice(-1)',
  },
  {
    name: 'an apply begins a new publication',
    file: 'core/campaign-apply.ts',
    find: 'campaign: saved.campaign, definition }',
    replace: "campaign: { ...saved.campaign, status: 'stopped' }, definition }",
  },
  {
    name: 'an apply publishes the definition before it',
    file: 'core/campaign-apply.ts',
    find: 'campaign: saved.campaign, definition }',
    replace: 'campaign: saved.campaign, definition: newest ?? definition }',
  },
  {
    name: 'an apply ignores the revision that it names',
    file: 'core/campaign-apply.ts',
    find: 'if (expectedRevision === newestRevision) return undefined;',
    replace: 'if (expectedRevision !== undefined) return undefined;',
  },
  {
    name: 'an exception cancels what was claimed',
    file: 'core/decide/apply-exception.ts',
    find: "enrollment.state !== 'claimed' && cancels",
    replace: 'cancels',
  },
  {
    name: 'an exception at the same instant does not count',
    file: 'core/row.ts',
    find: 'trigger.at <= mark.at',
    replace: 'trigger.at < mark.at',
  },
  {
    name: 'a repeat that restarts does not look at event ids',
    file: 'core/row.ts',
    find: 'mark.restarts ? isBefore(trigger, mark) : ',
    replace: '',
  },
  {
    name: 'match-exception also cancels for events that trigger',
    file: 'engine/apply-exceptions.ts',
    find: '.filter(({ match }) => !match.isTrigger)',
    replace: '',
  },
  {
    name: 'a duplicate of a decided trigger enrolls again',
    file: 'core/decide/apply-trigger.ts',
    find: '||\n    isDecided(working, event.id)',
    replace: '',
  },
  {
    name: 'a window is judged by the due instant',
    file: 'core/decide/apply-trigger.ts',
    find: 'isAlreadyReceived(working, enrollment.at)',
    replace: 'isAlreadyReceived(working, enrollment.dueAt)',
  },
  {
    name: 'standbys outlive a receipt',
    file: 'core/decide/assign-waits.ts',
    find: "other.state === 'standby' && isAlreadyReceived",
    replace: "other.state === 'waiting' && isAlreadyReceived",
  },
  {
    name: 'a wait is not superseded by an earlier trigger',
    file: 'core/decide/assign-waits.ts',
    find: "enrollment.state === 'waiting' && enrollment !== holder",
    replace: "enrollment.state === 'claimed' && enrollment !== holder",
  },
  {
    name: 'a standby that takes over keeps its departed wave',
    file: 'core/decide/assign-waits.ts',
    find: '&& enrollment.wave.departure > now',
    replace: '',
  },
  {
    name: 'a wave leaves at the beginning of its window',
    file: 'core/waves.ts',
    find: 'Math.ceil((Math.max(',
    replace: 'Math.floor((Math.max(',
  },
  {
    name: 'the last call comes too early',
    file: 'core/contracts/wave.ts',
    find: 'LAST_CALL_DELAY: TimeSpan = 90 * SECOND',
    replace: 'LAST_CALL_DELAY: TimeSpan = 1 * SECOND',
  },
  {
    name: 'an enrollment whose turn failed is forgotten',
    file: 'engine/dispatch-wave.ts',
    find: 'failedSeats += 1;',
    replace: '',
  },
  {
    name: 'an event at the instant of publication does not count',
    file: 'core/follow-up.ts',
    find: 'event.at >= since',
    replace: 'event.at > since',
  },
  {
    name: 'a stop ends what is claimed',
    file: 'core/decide/claim.ts',
    find: "enrollment.state !== 'claimed'\n      : enrollment",
    replace: 'true : enrollment',
  },
  {
    name: 'a claimed message is not dispatched again',
    file: 'engine/dispatch-wave.ts',
    find: '(enrollment !== undefined)',
    replace: '(toDispatch?.claim.at === services.clock.now())',
  },
  {
    name: 'a decision is written however old it is',
    file: 'engine/change-row.ts',
    find: 'decidedAt - now > MAX_DECISION_AGE',
    replace: 'false',
  },
  {
    name: 'standbys are judged by a claim that may yet not be sent',
    file: 'core/decide/assign-waits.ts',
    find: 'return replaceEnrollment(working, claimed);',
    replace: 'return setReceipt(replaceEnrollment(working, claimed), claimed);',
  },
  {
    name: 'a message that was sent is no receipt',
    file: 'core/decide/claim.ts',
    find: 'return setReceipt(addLateExceptions(ended, enrollment), enrollment);',
    replace: 'return addLateExceptions(ended, enrollment);',
  },
  {
    name: 'a trigger done before all that the row remembers counts as decided',
    file: 'core/decide/apply-trigger.ts',
    find: '||\n    isAlreadyDecided;',
    replace:
      '|| isAlreadyDecided || (working.decided.length > 1 && working.decided.every(({ at }) => event.at <= at));',
    also: [SMALL_MEMORY],
  },
  {
    name: 'an id that leaves its row is not archived',
    file: 'engine/change-row.ts',
    find: PUTS_KNOWN,
    replace: '',
    also: [SMALL_MEMORY],
  },
  {
    name: 'an id is archived after its row is written',
    file: 'engine/change-row.ts',
    find: PUTS_KNOWN,
    replace: '',
    also: [
      SMALL_MEMORY,
      {
        file: 'engine/change-row.ts',
        find: 'services.log.logDecisions(key, decisions);',
        replace: PUTS_KNOWN,
      },
    ],
  },
  {
    name: 'what lies beside a row is not asked for',
    file: 'engine/mark-repeated-trigger.ts',
    find: 'if (row.hasKnown &&',
    replace: 'if (false &&',
    also: [SMALL_MEMORY],
  },
  {
    name: 'what lies beside a row is asked for once a change, not after each read',
    file: 'engine/change-row.ts',
    find: '? await markRepeatedTrigger({ userId: change.userId, given, input: routed }, { ...located, row }, services)',
    replace:
      '? ((change as any).asked ??= await markRepeatedTrigger({ userId: change.userId, given, input: routed }, { ...located, row }, services))',
    also: [SMALL_MEMORY],
  },
  {
    name: 'an id is archived by the very write that decides it',
    file: 'core/decide/working-row.ts',
    find: 'const archivedTriggerIds = selectTriggersToArchive(row);',
    replace: 'const archivedTriggerIds = selectTriggersToArchive({ ...row, decided });',
    also: [SMALL_MEMORY],
  },
  {
    name: 'an exception with sameAsTrigger cancels whatever the value',
    file: 'core/row.ts',
    find: 'if (mark.value !== undefined && !trigger.compared?.values.includes(mark.value)) return false;',
    replace: '',
  },
  {
    name: 'values are compared as text',
    file: 'core/comparison.ts',
    find: 'JSON.stringify(values)',
    replace: 'values.join()',
  },
  {
    name: 'values that are missing are the same',
    file: 'core/comparison.ts',
    find: 'values.every(isComparable) ?',
    replace: 'isComparable(true) ?',
  },
  {
    name: 'a mark of one value hides one of another',
    file: 'core/decide/apply-exception.ts',
    find: 'other.value === mark.value &&',
    replace: '',
  },
  {
    name: 'archived marks are not asked for',
    file: 'engine/change-row.ts',
    find: 'hasArchivedMarks(row) ? await addArchivedMarks',
    replace: 'false ? await addArchivedMarks',
    also: [FEW_MARKS],
  },
  {
    name: 'archived marks are asked for once a change, not after each read',
    file: 'engine/change-row.ts',
    find: 'hasArchivedMarks(row) ? await addArchivedMarks(marked, { key, row }, services) : marked',
    replace:
      '((change as any).marked ??= { marks: ((hasArchivedMarks(row) ? await addArchivedMarks(marked, { key, row }, services) : marked) as any).archivedMarks }) && { ...marked, archivedMarks: (change as any).marked.marks }',
    also: [FEW_MARKS],
  },
  {
    name: 'marks that leave their row are not archived',
    file: 'engine/change-row.ts',
    find: PUTS_MARKS,
    replace: '',
    also: [FEW_MARKS],
  },
  {
    name: 'marks are archived after their row is written',
    file: 'engine/change-row.ts',
    find: PUTS_MARKS,
    replace: '',
    also: [
      FEW_MARKS,
      { file: 'engine/change-row.ts', find: 'services.log.logDecisions(key, decisions);', replace: PUTS_MARKS },
    ],
  },
  {
    name: 'an archived mark is replaced by an earlier one',
    file: 'adapters/sqlite/rows.ts',
    find: ' WHERE excluded.ordinal > ordinal',
    replace: '',
    also: [FEW_MARKS],
  },
  {
    name: 'a wave claims during a pause',
    file: 'core/decide/claim.ts',
    find: 'if (working.timing.isPaused) return working;',
    replace: '',
  },
  {
    name: 'a message that is due at once leaves during a pause',
    file: 'core/decide/assign-waits.ts',
    find: '&& dueAt <= now && !isPaused',
    replace: '&& dueAt <= now',
  },
  {
    name: 'a wave that a pause held back is done',
    file: 'core/waves.ts',
    find: 'return isLastCall ? { paused: true }',
    replace: 'return isLastCall ? { done: true }',
  },
  {
    name: 'a calendar delay ignores the zone of the event',
    file: 'engine/find-zone.ts',
    find: "if (typeof timeZone === 'string' && isTimeZone(timeZone)) return timeZone;",
    replace: '',
  },
  {
    name: 'a calendar delay ignores the zone of the profile',
    file: 'engine/find-zone.ts',
    find: 'return getTimeZone(await readProfile()) ?? findCompanyZone(services);',
    replace: 'return findCompanyZone(services);',
  },
  {
    name: 'a zone of the profile that does not exist counts',
    file: 'core/profile.ts',
    find: 'return zone !== undefined && isTimeZone(zone) ? zone : undefined;',
    replace: "return zone !== undefined ? (isTimeZone(zone) ? zone : 'UTC') : undefined;",
  },
  {
    name: 'a calendar delay ignores the zone of the company',
    file: 'engine/change-settings.ts',
    find: 'return companyZone !== undefined && isTimeZone(companyZone) ? companyZone : settings.defaultZone;',
    replace: 'return settings.defaultZone;',
  },
  {
    name: 'a skipped local time is moved by the length of the gap',
    file: 'core/find-local-instant.ts',
    find: 'return jump.epochMilliseconds;',
    replace: "return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;",
  },
  {
    name: 'of a local time that happens twice the later counts',
    file: 'core/find-local-instant.ts',
    find: "const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });",
    replace: "const earlier = local.toZonedDateTime(zone, { disambiguation: 'later' });",
  },
  {
    name: 'the next weekday may be today',
    file: 'core/due-instants.ts',
    find: '((isoWeekday - today + 6) % 7) + 1',
    replace: '(isoWeekday - today + 7) % 7',
  },
  {
    name: 'a wave claims in quiet hours',
    file: 'core/decide/claim.ts',
    find: 'fate.wave.departure > enrollment.wave.departure)',
    replace: 'fate.wave.departure < enrollment.wave.departure)',
  },
  {
    name: 'a message that is due at its arrival leaves in quiet hours',
    file: 'core/decide/quiet.ts',
    find: 'if (quiet === undefined || isPaused) return undefined;',
    replace: 'return undefined;',
    also: [
      {
        file: 'core/decide/apply-trigger.ts',
        find: 'heldWave === undefined && isDecidedImmediately(',
        replace: 'isDecidedImmediately(',
      },
    ],
  },
  {
    name: 'a held message takes no seat in the wave that it is held until',
    file: 'core/decide/quiet.ts',
    find: 'replaceEnrollment(addBoarding(working, enrollment, wave), held)',
    replace: 'replaceEnrollment(working, held)',
  },
  {
    name: 'quiet hours hold a message in the wave that it is in',
    file: 'core/decide/quiet.ts',
    find: 'return addHeldDecision(replaceEnrollment(addBoarding(working, enrollment, wave), held), held);',
    replace: 'return addHeldDecision(working, enrollment);',
  },
  {
    name: 'quiet hours are in the zone of the company',
    file: 'engine/check-departure.ts',
    find: 'await findUserZone(sources, services)',
    replace: 'await findUserZone({ trigger: {}, readProfile: async () => undefined }, services)',
  },
  {
    name: 'quiet hours that withhold hold',
    file: 'engine/find-quiet-hours.ts',
    find: "isHold: hours.then === 'hold'",
    replace: 'isHold: true',
  },
  {
    name: 'a message may be due after the end of the duration',
    file: 'core/decide/quiet.ts',
    find: '|| at > duration.end || dueAt > duration.end',
    replace: '|| at > duration.end',
  },
  {
    name: 'a message is held past the end of the duration',
    file: 'core/decide/quiet.ts',
    find: "if (terms.duration !== undefined && departure > terms.duration.end) return { withheldReason: 'outside-duration' };",
    replace: '',
  },
  {
    name: 'a message is given to the provider though another attempt has the lease',
    file: 'engine/send-message.ts',
    find: 'if (!(await writeDelivery({ before, after: plan.delivery }, services))) return undefined;',
    replace: 'await writeDelivery({ before, after: plan.delivery }, services);',
  },
  {
    name: 'an attempt without an answer is not recorded as unknown',
    file: 'core/delivery/transitions.ts',
    find: 'const unknownAttempts = delivery.unknownAttempts + 1;',
    replace: 'const unknownAttempts = delivery.unknownAttempts;',
  },
  {
    name: 'a message that was sent is reported once, and a crash loses the report',
    file: 'engine/send-message.ts',
    find: "if (ended.state === 'sent') await reportSent",
    replace: "if (ended.state === 'sent' && !isRepeat) await reportSent",
  },
  {
    name: 'a variant is assigned when it is dispatched, not with the claim',
    file: 'engine/dispatch-claimed.ts',
    find: 'const { followUp, userId, enrollment, row } = request;',
    replace:
      'const { followUp, userId, row } = request; const { variant: _v, isControl: _i, comparedVariant: _c, ...stored } = request.enrollment.claim; const enrollment = { ...request.enrollment, claim: { ...stored, ...followUp.assign?.(userId) } } as any; request = { ...request, enrollment };',
  },
  {
    name: 'the control group has the beginning of the range',
    file: 'core/assign-variant.ts',
    find: "if (part < begin) return withVariant('variant', findVariant(part, variants));",
    replace: "if (part >= controlParts) return withVariant('variant', findVariant(part - controlParts, variants));",
  },
  {
    name: 'the interaction of the control group follows the row, and a crash loses it',
    file: 'engine/release-message.ts',
    find: 'await services.reporter.report([createControlEntry(message, claim)]);',
    replace: '',
    also: [
      {
        file: 'engine/dispatch-claimed.ts',
        find: 'await changeRow({ followUp, userId, input, currentRow: row }, services);',
        replace:
          "await changeRow({ followUp, userId, input, currentRow: row }, services); if (claim.isControl && 'dispatchId' in message && input.kind === 'sent') await services.reporter.report([(await import('../core/control-entry.ts')).createControlEntry(message, claim)]);",
      },
    ],
  },
  {
    name: 'the interaction of the control group has another id on each repeat',
    file: 'core/control-entry.ts',
    find: 'return { Source: CONNECTOR_SOURCE,',
    replace: 'Object.assign(Detail, { id: id + Math.random() }); return { Source: CONNECTOR_SOURCE,',
  },
  {
    name: 'a turn in the control group leaves no receipt',
    file: 'core/decide/claim.ts',
    find: 'return setReceipt(ended, enrollment);',
    replace: 'return ended;',
  },
  {
    name: 'consent and address are not asked for the control group',
    file: 'engine/find-reach.ts',
    find: 'const channels = listAssignedChannels(definition, assign?.(owner.userId));',
    replace:
      'const channels = listAssignedChannels(definition, assign?.(owner.userId)); if (assign?.(owner.userId).isControl) return undefined;',
  },
  {
    name: 'a user of the control group is sent the message',
    file: 'engine/release-message.ts',
    find: 'if (context.claim.isControl) return reportControl(message, context, services);',
    replace: '',
  },
  {
    name: 'a message that the provider refused counts as sent',
    file: 'core/delivery/complete-attempt.ts',
    find: "return end(delivery, { state: 'refused', at: now, reason: result.reason });",
    replace: "return { ...toNextFields(delivery), state: 'sent', at: now };",
  },
];

function withRows(change: (rows: Rows) => Partial<Rows>): (base: SqliteServices) => SqliteServices {
  return (base) => ({ ...base, rows: { ...base.rows, ...change(base.rows) } });
}

function withSeats(change: (seats: Seats) => Partial<Seats>): (base: SqliteServices) => SqliteServices {
  return (base) => ({ ...base, seats: { ...base.seats, ...change(base.seats) } });
}

async function overwrite(rows: Rows, ...[key, row]: Parameters<Rows['write']>): Promise<boolean> {
  const { rev } = await rows.read(key);
  return rows.write(key, { ...row, rev: rev + 1 });
}

function seatAfterRow(services: Services): Services {
  const seats: Seat[] = [];
  return {
    ...services,
    seats: {
      ...services.seats,
      async put(seat) {
        seats.push(seat);
      },
    },
    rows: {
      ...services.rows,
      async write(key, row) {
        const written = await services.rows.write(key, row);
        for (const seat of seats.splice(0)) await services.seats.put(seat);
        return written;
      },
    },
  };
}

function wavesAlwaysStarted(base: SqliteServices): SqliteServices {
  return {
    ...base,
    waves: {
      ...base.waves,
      async start(wave) {
        await base.waves.start(wave);
        return true;
      },
    },
  };
}

function overwritingSlots(slots: FrequencySlots): FrequencySlots {
  return {
    ...slots,
    async write(userId, next) {
      const { rev } = await slots.read(userId);
      return slots.write(userId, { ...next, rev: rev + 1 });
    },
  };
}

function rowWave(base: SqliteServices): SqliteServices {
  const change = (seats: Seats): Partial<Seats> => ({
    async listByWave(name, max, cursor) {
      const page = await seats.listByWave(name, max, cursor);
      const items = [];
      for (const seat of page.items) {
        const [campaignId = ''] = name.split('.');
        const { live } = await base.rows.read({ userId: seat.userId, campaignId });
        items.push({
          ...seat,
          wave: live.find(({ enrollmentId }) => enrollmentId === seat.enrollmentId)?.wave?.name ?? name,
        });
      }
      return { ...page, items };
    },
  });
  return withSeats(change)(base);
}

function anyPublication(base: SqliteServices): SqliteServices {
  return {
    ...base,
    followUps: {
      ...base.followUps,
      async getByPublication(campaignId, publication) {
        const found = await base.followUps.getByPublication(campaignId, publication);
        return { ...found, isLive: (await base.campaigns.get(campaignId))?.status === 'published' };
      },
    },
  };
}

function alwaysLive(base: SqliteServices): SqliteServices {
  const getByPublication: SqliteServices['followUps']['getByPublication'] = async (campaignId, publication) => ({
    ...(await base.followUps.getByPublication(campaignId, publication)),
    isLive: true,
  });
  return { ...base, followUps: { ...base.followUps, getByPublication } };
}

function sentTwice(base: SqliteServices): SqliteServices {
  return {
    ...base,
    outbox: {
      ...base.outbox,
      async send(message) {
        await base.outbox.send(message);
        return base.outbox.send({ ...message, dispatchId: `${message.dispatchId}-again` });
      },
    },
  };
}
