import type { DecisionSentences } from './decision-sentences.ts';

/** The sentences about decisions in English. */
export const ENGLISH_DECISIONS: DecisionSentences = {
  withheld: {
    'before-publication': 'it happened before the campaign was published',
    'target-archived': 'the campaign it was about is archived',
    'not-in-audience': 'the user is not in the audience',
    'outside-duration':
      'the trigger, or the time at which the message is due or held until, lies outside the duration of the campaign',
    'already-received': 'the user received the message already, and may not, or not yet, receive it again',
    'too-many-waits': 'the user has too many open waits for this campaign already',
    stale: 'the message would have left too late',
    'quiet-hours': 'the message would have left in quiet hours',
    'render-error': 'the message could not be written: its template failed',
    aborted: 'a template stopped the message with abort_message',
    blank: 'a field that the message needs is blank',
    'too-large': 'the message is too large to be sent',
    unsubscribed: 'the user did not consent to any of its channels',
    unreachable: 'the user has no address for any of its channels',
    undeliverable: 'the address of the user cannot be reached',
    untracked: 'the opens of the user are not tracked, so that an open could not have cancelled the message',
    capped: 'the user had as many messages as a frequency cap allows',
    exception: 'an exception came while it was on standby',
    'campaign-stopped': 'the campaign was stopped',
  },
  cancelled: {
    exception: 'the user did something that the campaign lists as an exception',
    restarted: 'the user did it again, which restarts the wait',
    'campaign-stopped': 'the campaign was stopped',
    'wave-aborted': 'an operator aborted the wave',
    superseded: 'an earlier trigger arrived later and took the wait',
    'user-merged': 'the user was merged with one who waits since an earlier trigger, or whose message is just leaving',
  },
  headlines: {
    enrolled: (dueAt) => `enrolled${dueAt === undefined ? '' : `, message due ${dueAt}`}`,
    withheld: 'not sent',
    cancelled: 'wait cancelled',
    held: (until) => `message held${until === undefined ? '' : ` until ${until}`}: quiet hours`,
    dispatched: (variant) => (variant === undefined ? 'message sent' : `message sent, variant ${variant}`),
    control: 'not sent: the user is in the control group',
    'late-exception': 'exception arrived too late: the message had left',
    converted: (conversionEvent) => `conversion ${conversionEvent} of the message`,
  },
  standings: {
    unknown: 'Nothing is recorded: no event of this user has matched a published campaign.',
    waiting: (waits, dueAt, heldUntil) => {
      const due = dueAt === undefined ? '' : `, the latest due ${dueAt}`;
      const held = heldUntil === undefined ? '' : `, held until ${heldUntil} because of quiet hours`;
      return `waits for ${waits === 1 ? 'the message' : `${waits} messages`}${due}${held}.`;
    },
    received: (at) => `received the message at ${at}.`,
    control: (at) => `in the control group since ${at}; the message did not leave, and counts as received.`,
    idle: (reason) =>
      `waits for nothing${reason === undefined ? '' : `: ${reason}`}. A new trigger may enroll the user.`,
  },
};
