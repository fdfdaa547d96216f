import type { components } from '../data/api-types.ts';

/** The names of the events of the first steps. No other producer sends them, so that the example concerns no other users. */
const EVENTS = { opened: 'first_steps.opened', bought: 'first_steps.bought' } as const;

/** The campaign of the first steps. */
export const EXAMPLE_CAMPAIGN = {
  id: 'first-steps',
  name: 'First steps: welcome back',
  triggers: [{ behavior: 'custom_event.performed', name: EVENTS.opened }],
  delay: '10 seconds',
  exceptions: [{ behavior: 'custom_event.performed', name: EVENTS.bought }],
  reeligibility: 'immediately',
  messages: [{ channel: 'push', title: 'Welcome back', body: "Hello {{ user.first_name | default: 'there' }}" }],
} satisfies components['schemas']['CampaignFile'];

/** The users of the first steps: the one gets the message, the other does something that cancels it. */
export const EXAMPLE_USERS = ['first-steps-ada', 'first-steps-ben'] as const;

/** An event of the first steps. */
export interface ExampleEvent {
  readonly userId: string;
  readonly kind: keyof typeof EVENTS;
  /** The seconds after the first event at which it happens where the time is virtual. */
  readonly afterSeconds: number;
}

/** The events of the first steps, in order. */
export const FIRST_STEPS_EVENTS: readonly ExampleEvent[] = [
  { userId: EXAMPLE_USERS[0], kind: 'opened', afterSeconds: 0 },
  { userId: EXAMPLE_USERS[1], kind: 'opened', afterSeconds: 2 },
  { userId: EXAMPLE_USERS[1], kind: 'bought', afterSeconds: 6 },
];

/** Returns the events of the first steps, as entries of the bus. */
export function createExampleEntries() {
  return FIRST_STEPS_EVENTS.map(createEntry);
}

/** Returns the events of the first steps as a recording that begins at an instant in milliseconds. */
export function createExampleRecording(start: number): Blob {
  const lines = FIRST_STEPS_EVENTS.map((event) => {
    const { Detail, ...entry } = createEntry(event);
    const occurredAt = new Date(start + event.afterSeconds * 1_000).toISOString();
    return JSON.stringify({ ...entry, Detail: { ...Detail, occurredAt } });
  });
  return new Blob([lines.join('\n')]);
}

function createEntry({ userId, kind }: ExampleEvent) {
  const behavior = 'custom_event.performed';
  return { Source: 'first-steps', DetailType: 'User Behavior', Detail: { userId, behavior, name: EVENTS[kind] } };
}
