import { expect, test } from 'vitest';
import { openApi, received, resend } from '../harness/api/open-api.ts';

/** Opens an installation in which a visitor who waits was merged into ada, who has a profile. */
async function afterMerge() {
  const api = openApi();
  await api.publish(resend);
  const entry = (DetailType: string, Detail: object) => ({ Source: 'crm', DetailType, Detail });
  await api.put(
    received('visitor'),
    entry('User Profile Updated', { userId: 'visitor', attributes: { plan: 'gold' }, email: 'ada@example.com' }),
    entry('User Profile Updated', { userId: 'ada', attributes: { name: 'Ada' } }),
    entry('Users Merged', { fromUserId: 'visitor', intoUserId: 'ada' }),
  );
  await api.machine.runDue();
  return api;
}

test('the decisions of a merged user are those of both, and name the user into whom it was merged (R65, R70)', async () => {
  const { call, machine } = await afterMerge();
  await machine.advanceTo(Date.UTC(2026, 11, 9));
  const { body } = await call('GET', '/decisions?userId=visitor');
  expect(body).toMatchObject({
    mergedInto: 'ada',
    decisions: [{ decision: 'enrolled' }, { decision: 'dispatched' }],
  });
  const ofAda = (await call('GET', '/decisions?userId=ada')).body;
  expect(ofAda).toEqual({ decisions: body.decisions });
});

test('the profile of a merged user is that of the other user, with its addresses (R65)', async () => {
  const { call } = await afterMerge();
  const merged = {
    mergedFrom: ['visitor'],
    attributes: { plan: 'gold', name: 'Ada' },
    contacts: { email: { address: 'ada@example.com' } },
  };
  expect((await call('GET', '/profile?userId=visitor')).body).toMatchObject({
    userId: 'visitor',
    mergedInto: 'ada',
    ...merged,
  });
  const { body } = await call('GET', '/profile?userId=ada');
  expect(body).toMatchObject(merged);
  expect(body).not.toHaveProperty('mergedInto');
});

test('a contact of a merged user that only leads to the other user is not counted as stored (R65)', async () => {
  const { call } = await afterMerge();
  const countContacts = async (userId: string) => {
    const { body } = await call('GET', `/erasures?userId=${userId}`);
    return body.stored.find(({ kind }: { readonly kind: string }) => kind === 'contacts').count;
  };
  expect([await countContacts('visitor'), await countContacts('ada')]).toEqual([0, 1]);
});

test('what is stored of a merged user names the user with whom the rest is deleted (R65)', async () => {
  const { call } = await afterMerge();
  expect((await call('GET', '/erasures?userId=visitor')).body).toMatchObject({ mergedInto: 'ada' });
  expect((await call('GET', '/erasures?userId=ada')).body).not.toHaveProperty('mergedInto');
});

test('an enrollment that began under a merged user is listed once, with its end (R65)', async () => {
  const { call, machine } = await afterMerge();
  const list = async (query = '') => (await call('GET', `/campaigns/resend-welcome/enrollments${query}`)).body;
  expect(await list()).toMatchObject({ enrollments: [{ userId: 'ada', state: 'waiting' }] });
  await machine.advanceTo(Date.UTC(2026, 11, 9));
  const ended = { enrollments: [{ userId: 'ada', state: 'dispatched' }] };
  expect(await list()).toMatchObject(ended);
  expect(await list('?userId=visitor')).toMatchObject(ended);
  expect(await list('?userId=ada')).toMatchObject(ended);
});
