import * as v from 'valibot';
import { openObject } from '../../core/contracts/fault.ts';
import { createOptionalSchema, optionalTextSchema } from './fields.ts';

const topic = openObject({ topicName: optionalTextSchema, subscriptionStatus: optionalTextSchema });

/** The schema of the preferences of a contact in a contact list of SES. */
export const preferencesSchema = openObject({
  unsubscribeAll: v.nullish(v.boolean('true or false')),
  topicSubscriptionStatus: createOptionalSchema(v.array(topic, 'a list of topics')),
});

type Preferences = v.InferOutput<typeof preferencesSchema>;

/** Returns true if a contact unsubscribed from everything, or from a topic that they had not unsubscribed from before. */
export function isOptOut(now: Preferences, before: Preferences | undefined): boolean {
  if (now.unsubscribeAll === true) return true;
  const known = listOptOuts(before);
  return listOptOuts(now).some((name) => !known.includes(name));
}

function listOptOuts(preferences: Preferences | undefined): readonly (string | undefined)[] {
  const topics = preferences?.topicSubscriptionStatus ?? [];
  return topics.filter(({ subscriptionStatus }) => subscriptionStatus === 'OptOut').map(({ topicName }) => topicName);
}
