const STAGES = 'it calls stages by hand, at moments that nobody can choose from outside';
const BREAKS = 'it breaks the world between two writes';
const ROWS_LATE = 'it holds up the rows of a publication that is stopped, which nobody can from outside';
const BEHIND = 'it reads what the interface does not show';
const RAW = 'it puts what no AWS SDK can put on a bus';
const FINE = 'it is about windows, which are a second wide in every squeezed campaign';
const LIMIT = 'it is about an instant that a second of this machine is too coarse for';
const MANY = 'a hundred events of one user take longer on the emulator than the squeezed wait that they begin';
const DAYS = 'the staleness of three days that it is about is not squeezed';

/** Stories that are not told of the deployed installation, by name, or the name of all of their suite, each with its reason. */
export const NOT_HERE: Readonly<Record<string, string>> = {
  'a crash between any two writes': BREAKS,
  'the same event twice at once': STAGES,
  'an exception against the departure, at the same instant': STAGES,
  'stop against dispatch': STAGES,
  'whoever boards slowly': STAGES,
  'the queues': STAGES,
  'after its window': BEHIND,

  'an edit > between the claim and the dispatch does not change the message, nor send it twice (R53, R71)': STAGES,
  'exceptions that come early, or second > an exception that arrives before its trigger cancels it, through every door at once (R32)':
    STAGES,
  'exceptions that come early, or second > one user’s exception never touches another, though both move at once':
    STAGES,
  'a dispatched message > carries the same id and content on every repeat, also after an edit in between (R71)': STAGES,
  'a dispatched message > tells the time at which it was claimed, on every repeat (R71)': STAGES,
  'a dispatched message > carries the same id, version and trigger after a new profile in between, though it shows (R71, ADR 0013)':
    STAGES,
  'a dispatched message > whose repeat differs is shown once on one machine, as it first was (ADR 0013)': STAGES,
  'a dispatched message > leaves at most once for an enrollment, however often its trigger comes and at whatever moment (R72)':
    STAGES,
  'the traps of earlier drafts > an exception processed between a trigger’s read and its write cancels it': STAGES,
  'the traps of earlier drafts > a stalled second trigger does not overwrite a receipt: never sends once': STAGES,
  'the traps of earlier drafts > an event that is trigger and exception, through both stages, trigger first, restarts the wait once':
    STAGES,
  'the traps of earlier drafts > an event that is trigger and exception, through both stages, exception first, restarts the wait once':
    STAGES,
  'the traps of earlier drafts > an event that is trigger and exception, through both stages, both at once, restarts the wait once':
    STAGES,
  'the traps of earlier drafts > a trigger that stalls over stop and republish does not take the next publication’s wait with it':
    STAGES,
  'the traps of earlier drafts > many waits of one user in one wave do not fight over their row: each is claimed at the first try':
    STAGES,
  'the traps of earlier drafts > a slow cancel does not hit the next enrollment': STAGES,
  'the traps of earlier drafts > a wave aborted between its start and the row: cancelled at last call, and nothing is sent':
    STAGES,
  'the traps of earlier drafts > a user whose wave was aborted may be enrolled again': STAGES,
  'the traps of earlier drafts > a passenger claimed when the wave is aborted is sent the message all the same': STAGES,
  'the traps of earlier drafts > a passenger who boards while the wave is leaving is picked up at last call (R72)':
    STAGES,
  'the traps of earlier drafts > a wave that is gone is not boarded: the next one is': STAGES,

  'an event is refused, with a reason, and kept (R61) > an event whose processing breaks is tried again, and then kept, while others pass':
    BREAKS,
  'an event is refused, with a reason, and kept (R61) > an event whose processing breaks once is heard the next time':
    BREAKS,
  'the traps of earlier drafts > an orphan seat does not claim somebody else’s wait, early': BREAKS,
  'the traps of earlier drafts > an orphan seat alone sends nothing': BREAKS,
  'the traps of earlier drafts > a wave that dispatches without progress fails rather than spins': BREAKS,
  'the traps of earlier drafts > a row written by others all the time is given up, and its event delivered again':
    BREAKS,
  'the traps of earlier drafts > a wave that fails does not hold up the other waves, and is mended when the world is':
    BREAKS,

  'stopping > ends the publication at once: a wait whose row does not say so yet is not claimed either (R50)':
    ROWS_LATE,
  'publishing again > revives no wait, also where the rows follow late: false (R50)': ROWS_LATE,
  'publishing again > a user whose wait was stopped is enrolled again, rows late: false (R50)': ROWS_LATE,
  'the traps of earlier drafts > a claim after stop and republish asks for its own publication': ROWS_LATE,

  'a profile has at most 64 KiB of attributes (R61) > an update that would exceed them is kept as refused, once, and everything before and after it counts':
    BEHIND,
  'decisions > are recorded with what they are about, and read back per user (R70)': BEHIND,
  'a dispatched message > says who is sent what, why, and when': BEHIND,
  'a second trigger while waiting > a hundred waits are the most; the next is withheld (R42)': MANY,
  'a second trigger while waiting > stands by when re-eligibility is never: one message (R42)': BEHIND,
  'a second trigger while waiting > stands by when re-eligibility is 1 day: one message (R42)': BEHIND,
  'the schedule delay > none sends at once, with no wave (R20)': BEHIND,
  'the traps of earlier drafts > one passenger whose template throws does not stop the wave': BEHIND,

  'an event is refused, with a reason, and kept (R61) > whatever stands between them in a batch, good entries are taken, in their places':
    RAW,
  'an event is refused, with a reason, and kept (R61) > "text" is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > null is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > 7 is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > [] is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > {} is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > {"Source":"app","DetailType":"User Behavior"} is no entry': RAW,
  'an event is refused, with a reason, and kept (R61) > a Detail that is not JSON, and another bus': RAW,
  'an event is refused, with a reason, and kept (R61) > of a type nobody knows':
    'AWS cannot refuse what matches no rule',
  'the same events any number of times, late and in any order (R60) > the same id from another source is another event':
    'each story has one source here, by which it knows its own',
  'times > an event that says no time happened when its entry says, else now':
    'the emulator ignores the Time of an entry',
  'times > an entry’s time may be Unix seconds; milliseconds are refused (R66)':
    'the emulator ignores the Time of an entry',

  'windows > 30 minutes after 09:30:01 leaves at the end of its window, 10:00:30': FINE,
  'windows > 1 hour after 09:30:00.001 leaves at the end of its window, 10:31': FINE,
  'windows > 7 days after 09:33:20 leaves at the end of its window, day 8 09:40': FINE,
  'windows > 10 seconds after 09:30:00.001 leaves at the end of its window, 09:30:11': FINE,
  'windows > a campaign may ask for the second': FINE,
  'windows > users due in one window share one wave': FINE,
  'windows > a message never leaves early, and at most a window late': FINE,
  'exceptions > counts between the due instant and the departure too (R32)': FINE,
  'an edit > never sends a message twice: neither by its own width of windows nor by a redelivered trigger (R53)': FINE,
  'a second trigger while waiting > takes over even where its own wave left long ago: at once, in the next wave (R42, R27)':
    FINE,

  'an event is refused, with a reason, and kept (R61) > five minutes ahead of the clock is heard': LIMIT,
  'an event is refused, with a reason, and kept (R61) > a millisecond more is refused': LIMIT,
  'a message due in the past > keeps to the lateness that its campaign asks for (R27)': LIMIT,

  'a message due in the past > leaves when it is exactly 72 hours late, and is withheld a millisecond later (R27)':
    DAYS,
  'a message due in the past > a stale user stays eligible: the next trigger enrolls (R27, R40)': DAYS,

  'the traps of earlier drafts > after more decisions than a row remembers, an old duplicate still enrolls nobody':
    'it does 150 things one after the other, each of which takes seconds here',
};
