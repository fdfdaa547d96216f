import type { components } from '../data/api-types.ts';

/** The campaign of the first steps. */
export const EXAMPLE_CAMPAIGN = {
  id: 'first-steps',
  name: 'First steps: welcome back',
  triggers: [{ behavior: 'session.started' }],
  delay: '10 seconds',
  exceptions: [{ behavior: 'purchase.made' }],
  reeligibility: 'immediately',
  messages: [{ channel: 'push', title: 'Welcome back', body: "Hello {{ user.first_name | default: 'there' }}" }],
} satisfies components['schemas']['CampaignFile'];

/** The users of the first steps: the one gets the message, the other does something that cancels it. */
export const EXAMPLE_USERS = ['ada', 'ben'] as const;

/** Returns the events of the first steps, as entries of the bus. */
export function createExampleEntries() {
  const [ada, ben] = EXAMPLE_USERS;
  const create = (userId: string, behavior: string) => ({
    Source: 'first-steps',
    DetailType: 'User Behavior',
    Detail: { userId, behavior },
  });
  return [create(ada, 'session.started'), create(ben, 'session.started'), create(ben, 'purchase.made')];
}
