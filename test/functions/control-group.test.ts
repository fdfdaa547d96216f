import { describe, expect, test } from 'vitest';
import type { FollowUpDefinition } from '../../core/contracts/definition.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createFirstCall } from '../../core/contracts/wave.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Around } from '../doubles/tally.ts';
import { reported } from '../harness/adapters/aws-services.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { userWithin } from '../harness/core/share-part.ts';
import { breaks, handed, Installed, inItsTime, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const push = (body: string) => [{ channel: 'push' as const, body }];
const variants = [
  { name: 'short', share: 45, messages: push('short') },
  { name: 'long', share: 45, messages: push('long') },
];
const { messages: _, ...fields } = followUpOfTarget('reminder', 'welcome');
const reminder: FollowUpDefinition = { ...fields, controlGroup: 10, variants };
const [SHORT, LONG, CONTROL] = [
  userWithin('reminder', 0, 4_500),
  userWithin('reminder', 4_500, 9_000),
  userWithin('reminder', 9_000, 10_000),
];

const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });

/** Installs the reminder, for which a user of each group waits; returns a function that calls its wave. */
async function waiting() {
  const installed = new Installed();
  const owner = await installed.publishes(reminder);
  const users = [SHORT, LONG, CONTROL];
  await handed(
    matchTrigger(installed.lambda()),
    users.map((user) => record(gets(user))),
  );
  const [wave] = (await installed.services.waves.listByCampaign('reminder')).items;
  if (wave === undefined) throw new Error('wave: expected');
  const call = (around: Around = inItsTime) => {
    installed.now = Math.max(installed.now, wave.departure);
    return dispatch(installed.lambda(around))(createFirstCall(wave), lasting(2 * MINUTE));
  };
  return { installed, owner, call };
}

const variantsSent = ({ standIns }: Installed) =>
  Object.fromEntries(
    standIns.eventBridge.entries.flatMap(({ DetailType, Detail = '' }) => {
      if (DetailType !== 'Message Dispatched') return [];
      const { userId, variant, messages } = JSON.parse(Detail);
      return [[userId, `${variant}: ${messages[0].body}`]];
    }),
  );

const entered = ({ standIns }: Installed) => reported(standIns.eventBridge.entries);

describe('variants and a control group on AWS', () => {
  test('a wave sends each user the messages of one variant, and puts the turn of a control user on the bus (R46)', async () => {
    const { installed, call } = await waiting();
    await call();
    expect(variantsSent(installed)).toEqual({ [SHORT]: 'short: short', [LONG]: 'long: long' });
    const [control] = (await installed.services.rows.read({ userId: CONTROL, campaignId: 'reminder' })).decisions.slice(
      -1,
    );
    expect(control?.decision).toBe('control');
    expect(entered(installed)).toEqual([
      {
        Source: 'campaign-connector',
        DetailType: 'Campaign Interaction',
        Detail: {
          interaction: 'control_group.entered',
          id: `control.${control?.enrollmentId}`,
          userId: CONTROL,
          campaignId: 'reminder',
          occurredAt: formatInstant(control?.at ?? 0),
        },
      },
    ]);
  });

  test('a turn that breaks off after its event is on the bus is repeated with the same event (R46, R60)', async () => {
    const { installed, call } = await waiting();
    let isBroken = true;
    // The second write of the row of the control user is the one that closes it.
    let writes = 0;
    const around: Around = (request, perform) => {
      if (isBroken && request.includes(`Put enrollments user#${CONTROL}`)) {
        writes += 1;
        if (writes > 1) return breaks('Put')(request, perform);
      }
      return inItsTime(request, perform);
    };
    await call(around);
    expect(await installed.decided(CONTROL, 'reminder')).toEqual(['enrolled']);
    isBroken = false;
    await call();
    expect(await installed.decided(CONTROL, 'reminder')).toEqual(['enrolled', 'control']);
    const [first, ...repeats] = entered(installed);
    expect(repeats.length).toBeGreaterThan(0);
    expect(new Set(repeats.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify(first)]));
  });

  test('an edit of the shares between a claim and its repeat changes neither the variant nor the control group (R46, R71)', async () => {
    const { installed, owner, call } = await waiting();
    await call(breaks('PutEvents'));
    expect([variantsSent(installed), entered(installed)]).toEqual([{}, []]);
    const [, long] = variants;
    if (long === undefined) throw new Error('variant: expected');
    await owner.publishes({ ...fields, controlGroup: 0, variants: [{ ...long, share: 100 }] });
    await call();
    expect(variantsSent(installed)).toEqual({ [SHORT]: 'short: short', [LONG]: 'long: long' });
    expect(await installed.decided(CONTROL, 'reminder')).toEqual(['enrolled', 'control']);
  });

  test('a control user of a campaign without a delay enters the control group at once, and another campaign follows (R46)', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, delay: 'none' });
    const after = followUpOfTarget('after', 'reminder', {
      delay: 'none',
      triggers: [{ interaction: 'control_group.entered', campaign: 'reminder' }],
    });
    await installed.publishes(after);
    await handed(matchTrigger(installed.lambda()), [record(gets(CONTROL)), record(gets(SHORT))]);
    expect(await installed.decided(CONTROL, 'reminder')).toEqual(['enrolled', 'control']);
    // A rule of the bus delivers it like the interactions of any producer.
    const [entry] = entered(installed);
    const delivered = onTheBus(entry?.Detail ?? {}, { source: entry?.Source });
    await handed(matchException(installed.lambda()), [record(delivered)]);
    await handed(matchTrigger(installed.lambda()), [record(delivered)]);
    expect(await installed.decided(CONTROL, 'after')).toEqual(['enrolled', 'dispatched']);
    expect(await installed.decided(SHORT, 'after')).toEqual([]);
  });
});
