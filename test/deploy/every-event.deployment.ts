import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import { openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();

describe('every interaction and behavior', () => {
  test('every interaction and behavior triggers one message through the bus (R10)', async () => {
    const all = INTERACTION_NAMES.map((name) => ({ interaction: name, campaign: here.own('everything-target') }));
    const behaviors = BEHAVIOR_NAMES.map((name) =>
      name === 'custom_event.performed' ? { behavior: name, name: here.own('signup') } : { behavior: name },
    );
    const more = { exceptions: [], reeligibility: 'immediately' };
    await here.published('everything-one', { ...more, triggers: all.slice(0, 15) });
    await here.published('everything-two', { ...more, triggers: [...all.slice(15), ...behaviors] });
    const did = INTERACTION_NAMES.map((name) => here.interaction(`does-${name}`, 'everything', { interaction: name }));
    await here.producer.put(did);
    await here.producer.put(
      BEHAVIOR_NAMES.map((name) =>
        here.behavior(`does-${name}`, { behavior: name, name: here.own('signup'), productId: 'p', price: 1 }),
      ),
    );
    for (const name of [...INTERACTION_NAMES, ...BEHAVIOR_NAMES])
      await here.inbox.waitForMessage(here.own(`does-${name}`));
    await pause(2_000);
    for (const name of INTERACTION_NAMES) expect(here.messagesTo(`does-${name}`), name).toHaveLength(1);
  });
});
