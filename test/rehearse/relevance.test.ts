import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { isFollowUp } from '../../core/contracts/definition.ts';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { listDefinitionKeys } from '../../core/follow-up.ts';
import { createRelevanceTest } from '../../rehearse/is-relevant.ts';

const campaign = checkDefinition({
  id: 'reminder',
  name: 'Reminder',
  triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
  delay: '1 day',
  exceptions: [{ behavior: 'purchase.made', productId: 'hat' }],
  messages: [{ channel: 'sms', body: 'Hello' }],
});
const definitions = 'definition' in campaign ? [campaign.definition].filter(isFollowUp) : [];
const isRelevant = createRelevanceTest(new Set(definitions.flatMap(listDefinitionKeys)));
const bought = (productId: string): ConnectorEvent => ({
  ...{ kind: 'behavior', behavior: 'purchase.made', id: 'b', source: 'shop', userId: 'ann', at: 0 },
  detail: { userId: 'ann', behavior: 'purchase.made', productId },
});

describe('a rehearsal', () => {
  test('a rehearsal plays a purchase of the one product that is an exception of a campaign, and no other purchase', () => {
    expect(isRelevant(bought('hat'))).toBe(true);
    expect(isRelevant(bought('scarf'))).toBe(false);
  });
});
