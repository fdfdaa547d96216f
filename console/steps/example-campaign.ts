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

/** Returns the events of the first steps, as entries of the bus. */
export function createExampleEntries() {
  const [ada, ben] = EXAMPLE_USERS;
  const create = (userId: string, name: string) => ({
    Source: 'first-steps',
    DetailType: 'User Behavior',
    Detail: { userId, behavior: 'custom_event.performed', name },
  });
  return [create(ada, EVENTS.opened), create(ben, EVENTS.opened), create(ben, EVENTS.bought)];
}
