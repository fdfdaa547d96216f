import type { TextFault } from './text-fault.ts';

const RENDERS =
  '  const message = renderMessage({ ...request, followUp: claimedFollowUp, profile, companyZone }, services);';
const CLAIMS = '  const changed = await changeRow({ followUp, userId, input, prepareDeparture }, services);';
const CHANNELS = 'new Set(definition.messages.map(({ channel }) => channel))';
const TAKES = (fields: string) =>
  `{ const early = { ${fields}, userId }; const found = await findCaps(early, services); if (found) await reserveSlot(early, found, services); }`;
const IGNORES_OWN = {
  file: 'engine/reserve-slot.ts',
  find: 'const own = before.slots.find(({ id }) => id === dispatchId);',
  replace: "const own = before.slots.find(({ id }) => id === '' + 'no id');",
};

/** Faults of the frequency caps (R45), each put into a copy of the source. */
export const CAP_FAULTS: readonly TextFault[] = [
  {
    name: 'a message is sent although another one took its slot meanwhile',
    file: 'engine/reserve-slot.ts',
    find: 'return (await services.frequencySlots.write(userId, next)) ? result : undefined;',
    replace: 'await services.frequencySlots.write(userId, next); return result;',
  },
  {
    name: 'a slot is taken before the claim',
    file: 'engine/dispatch-wave.ts',
    find: CLAIMS,
    replace: `${TAKES(`definition, dispatchId: enrollmentId, channels: ${CHANNELS}, profile`)}\n${CLAIMS}`,
    also: [
      {
        file: 'engine/dispatch-wave.ts',
        find: "import { dispatchClaimed } from './dispatch-claimed.ts';",
        replace:
          "import { dispatchClaimed } from './dispatch-claimed.ts'; import { findCaps, reserveSlot } from './reserve-slot.ts';",
      },
    ],
  },
  {
    name: 'a slot is taken before the message is rendered',
    file: 'engine/dispatch-claimed.ts',
    find: RENDERS,
    replace: `${TAKES(
      'definition: claimedFollowUp.published.definition, dispatchId: enrollmentId, channels: new Set(claimedFollowUp.published.definition.messages?.map(({ channel }) => channel)), profile',
    )}\n${RENDERS}`,
    also: [
      {
        file: 'engine/dispatch-claimed.ts',
        find: "import { releaseMessage } from './release-message.ts';",
        replace:
          "import { releaseMessage } from './release-message.ts'; import { findCaps, reserveSlot } from './reserve-slot.ts';",
      },
    ],
  },
  {
    name: 'the slot of a crash is released, and the repeat takes another',
    file: 'engine/reserve-slot.ts',
    find: 'const before = await services.frequencySlots.read(userId); const now =',
    replace:
      'const read = await services.frequencySlots.read(userId); const before = { ...read, slots: read.slots.filter((slot) => slot.id !== id) }; const now =',
  },
  {
    name: 'a slot is not taken back when the bus does not take the message',
    file: 'engine/release-message.ts',
    find: 'if (hasSlot) await releaseSlot(message, services);',
    replace: '',
  },
  {
    name: 'a repeat takes a second slot',
    ...IGNORES_OWN,
    also: [
      {
        file: 'engine/reserve-slot.ts',
        find: "'cappedBy' in result || hasSlot(before, id)",
        replace: "'cappedBy' in result",
      },
    ],
  },
  { name: 'a repeat is capped by its own slot', ...IGNORES_OWN },
  {
    name: 'a turn in the control group takes a slot',
    file: 'engine/release-message.ts',
    find: 'const slot = await checkCaps({ ...createSlotRequest(message, context), now: claim.at }, services);',
    replace:
      'const wanted = createSlotRequest(message, context); const found = await findCaps(wanted, services); const slot = found && (await reserveSlot(wanted, found, services));',
  },
  {
    name: 'a turn in the control group is not judged by the caps',
    file: 'engine/release-message.ts',
    find: 'const slot = await checkCaps({ ...createSlotRequest(message, context), now: claim.at }, services);',
    replace: 'const slot: Awaited<ReturnType<typeof checkCaps>> = undefined as never;',
  },
  {
    name: 'standbys are dropped when the message before them is capped',
    file: 'core/decide/claim.ts',
    find: "const ended = endEnrollment(working, enrollment, { decision: 'withheld', reason, detail });",
    replace:
      "const closed = endEnrollment(working, enrollment, { decision: 'withheld', reason, detail }); const ended = reason === 'capped' ? { ...closed, live: closed.live.filter(({ state }) => state !== 'standby') } : closed;",
  },
  {
    name: 'a capped message counts as received',
    file: 'core/decide/claim.ts',
    find: "const ended = endEnrollment(working, enrollment, { decision: 'withheld', reason, detail });",
    replace:
      "const closed = endEnrollment(working, enrollment, { decision: 'withheld', reason, detail }); if (reason === 'capped') return setReceipt(closed, enrollment); const ended = closed;",
  },
  {
    name: 'a message counts for half of the span of a cap',
    file: 'core/frequency-caps.ts',
    find: 'now - parseCapSpan(span) + 1',
    replace: 'now - parseCapSpan(span) / 2',
  },
  {
    name: 'the calendar days of caps are those of UTC',
    file: 'core/find-day-begin.ts',
    find: 'const key =',
    replace: "zone = 'UTC'; const key =",
  },
];
