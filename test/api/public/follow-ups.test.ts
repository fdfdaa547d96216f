import { describe, expect, test } from 'vitest';
import { createMemoryInboxMessages } from '../../../adapters/memory/inbox-messages.ts';
import { createInboxSender } from '../../../channels/inbox/inbox.ts';
import { DAY } from '../../../core/contracts/time-span.ts';
import { openApi, START } from '../../harness/api/open-api.ts';
import { openPublic } from '../../harness/api/open-public.ts';

/** Opens a machine on whose bus the public interface reports, with a follow-up of an interaction with the campaign `welcome`. */
async function openFollowUp(trigger: Readonly<Record<string, string>>) {
  const { machine, call, publish } = openApi();
  const definition = {
    id: 'next-step',
    name: 'The next step',
    triggers: [{ campaign: 'welcome', ...trigger }],
    delay: '1 day',
    messages: [{ channel: 'push', body: 'Go on' }],
  };
  expect((await publish(definition)).status).toBe(200);
  const clock = { now: () => START };
  const inboxMessages = createMemoryInboxMessages(clock);
  const opened = openPublic({
    clock,
    inboxMessages,
    report: async (entries) => {
      await machine.bus.put(entries);
    },
  });
  const listDecisions = async () => {
    const { body } = await call('GET', '/decisions?userId=ann');
    return body.decisions.map(({ campaignId, decision }: Record<string, string>) => `${campaignId} ${decision}`);
  };
  return { ...opened, inboxMessages, listDecisions };
}

describe('what a user does with a message', () => {
  test('a press of a button in the inbox enrolls the user in the follow-up of that button, once (R89)', async () => {
    const trigger = { interaction: 'in_app_message.button_clicked', buttonId: 'yes' };
    const { call, tokens, inboxMessages, listDecisions } = await openFollowUp(trigger);
    const buttons = [
      { id: 'yes', label: 'Yes' },
      { id: 'no', label: 'No' },
    ];
    const sent = await createInboxSender('in_app_message', inboxMessages).send(
      {
        dispatchId: 'd1',
        campaignId: 'welcome',
        version: 1,
        userId: 'ann',
        message: { channel: 'in_app_message', body: 'Shall we?', buttons },
        part: 0,
        target: 'ann',
        isTransactional: false,
        tracking: { opens: false, clicks: false },
        dispatchedAt: new Date(START).toISOString(),
      },
      AbortSignal.timeout(1_000),
    );
    const id = sent.kind === 'sent' ? sent.providerId : '';
    const authorization = `Bearer ${tokens.create('inbox', { userId: 'ann', expiresAt: START + DAY })}`;
    const press = (buttonId: string) =>
      call('POST', `/inbox/${id}/button`, { headers: { authorization }, body: JSON.stringify({ buttonId }) });
    expect((await press('no')).status).toBe(200);
    expect(await listDecisions()).toEqual([]);
    for (let times = 0; times < 2; times += 1) expect((await press('yes')).status).toBe(200);
    expect(await listDecisions()).toEqual(['next-step enrolled']);
  });

  test('a click on a link in an email enrolls the user in the follow-up of that link (R94)', async () => {
    const url = 'https://shop.example/cart';
    const { call, tokens, listDecisions } = await openFollowUp({ interaction: 'email.clicked', linkUrl: url });
    const claims = { userId: 'ann', campaignId: 'welcome', dispatchId: 'd1', part: 0 };
    await call('GET', `/l/${tokens.create('link', { ...claims, url: 'https://shop.example/other' })}`);
    expect(await listDecisions()).toEqual([]);
    await call('GET', `/l/${tokens.create('link', { ...claims, url })}`);
    expect(await listDecisions()).toEqual(['next-step enrolled']);
  });

  test('an open by the pixel of an email enrolls the user in the follow-up of opens (R94)', async () => {
    const { call, tokens, listDecisions } = await openFollowUp({ interaction: 'email.opened' });
    await call(
      'GET',
      `/o/${tokens.create('open', { userId: 'ann', campaignId: 'welcome', dispatchId: 'd1', part: 0 })}`,
    );
    expect(await listDecisions()).toEqual(['next-step enrolled']);
  });
});
