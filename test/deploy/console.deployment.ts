import { describe, expect, test, vi } from 'vitest';
import {
  archiveExample,
  buildResend,
  changeSubjectOfTwo,
  publishSaved,
  sendExample,
} from '../harness/console/campaign-steps.ts';
import { openConsoles } from './console.ts';
import { ACCOUNT } from './deployment.ts';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';
import { REGION } from './emulator.ts';
import { MARKETER_ARN } from './people.ts';

describe('the console of an installation on AWS', () => {
  const here = openDeploymentTest();
  const consoles = openConsoles(here.installation);

  test('the console shows in its header the account, the region, the stage and the principal, and is read only without --write', async () => {
    await consoles.run('read only', async ({ page, open, expectAccessible }) => {
      const header = page.getByRole('region', { name: 'Campaign Connector' });
      for (const fact of [ACCOUNT, REGION, 'testing', MARKETER_ARN, 'Read only'])
        await header.getByText(fact, { exact: false }).first().waitFor();
      await open('/first-steps');
      await page.getByText('This console was opened read only: nothing can be published or sent.').waitFor();
      expect(await page.getByRole('button', { name: 'Save and publish the example' }).isDisabled()).toBe(true);
      await expectAccessible();
    });
    // The lines come by a pipe, after the page.
    await vi.waitFor(() => expect(consoles.listCalls('read only')).not.toEqual([]), MAX_WAIT);
    for (const line of consoles.listCalls('read only')) expect(line).toContain(` ${MARKETER_ARN} GET /`);
  });

  test('a marketer on AWS builds a resend to non-openers, publishes it, finds out why one user got nothing, sees how many leave, changes a text while people wait, and stops it', async () => {
    const name = here.own('resend');
    const target = here.own('resend-target');
    await consoles.run('write', async ({ page, open }) => {
      await open('/new');
      await buildResend(page, { name, target });
      await publishSaved(page, 1);

      for (const user of ['ada', 'ben', 'cleo']) await here.producer.put([here.interaction(user, 'resend')]);
      for (const user of ['ada', 'ben', 'cleo']) await here.eventually(user, ['enrolled']);
      const opens = { interaction: 'email.opened', openKind: 'human' };
      await here.producer.put([here.interaction('cleo', 'resend', opens)]);
      await here.eventually('cleo', ['enrolled', 'cancelled exception']);

      await open(`/users?userId=${here.own('cleo')}`);
      await page.getByRole('heading', { level: 1, name: `User ${here.own('cleo')}` }).waitFor();
      await page.getByText('the user did something that the campaign lists as an exception').first().waitFor();

      // Other tests have campaigns here, too, and the page of all departures counts ten of them.
      await open(`/campaigns/${name}?tab=departures`);
      await page.getByRole('tabpanel').getByRole('cell', { name: '2', exact: true }).waitFor();

      await open(`/campaigns/${name}`);
      await changeSubjectOfTwo(page);

      await page.getByRole('button', { name: 'Stop…' }).click();
      await page.getByRole('button', { name: /^Stop and end \d+ waits$/ }).click();
      await page.getByText(/^The campaign is stopped\./).waitFor();
    });
    for (const user of ['ada', 'ben']) await here.eventually(user, ['enrolled', 'cancelled campaign-stopped']);
  });

  test('the first steps on AWS send events to the deployment, and its message leaves a minute later', async () => {
    await consoles.run('write', async ({ page, open, expectAccessible }) => {
      await open('/first-steps');
      const { ada, ben } = await sendExample(page);
      await ada.getByText('message sent').waitFor();
      await ben.getByText('wait cancelled: the user did something that the campaign lists as an exception').waitFor();
      await expectAccessible();
      await archiveExample(page);
    });
  });

  test('an event that the deployment refused is shown with its reason and the field (R61)', async () => {
    await here.producer.put([here.interaction('hasty', 'refused', { interaction: 'none.such' })]);
    await consoles.run('read only', async ({ page, open, expectAccessible }) => {
      const row = page.getByRole('row', { name: /A field of its Detail is missing or wrong/ });
      await vi.waitFor(async () => {
        await open(`/refused?userId=${here.own('hasty')}`);
        await page.reload();
        await row
          .or(page.getByText(/^No event/))
          .first()
          .waitFor();
        expect(await row.count()).toBe(1);
      }, MAX_WAIT);
      expect(await row.textContent()).toContain('interaction');
      await expectAccessible();
    });
  });

  test('the pages of campaigns, departures, users, settings and rehearsal on AWS show no error and no violation of WCAG 2.2 AA', async () => {
    const id = await here.published('shown', { delay: '1 hour' });
    await here.producer.put([here.interaction('shown', 'shown')]);
    await here.eventually('shown', ['enrolled']);
    await consoles.run('read only', async ({ page, open, expectAccessible }) => {
      for (const [path, title, text] of [
        [`/campaigns?q=${id}`, 'Campaigns', id],
        [`/campaigns/${id}`, 'shown', 'Published'],
        ['/departures', 'Departures', 'All users of a wave are sent their messages together.'],
        [`/users?userId=${here.own('shown')}`, `User ${here.own('shown')}`, 'enrolled, message due'],
        ['/settings', 'Settings', 'There are none: a user gets every message.'],
        ['/rehearsal', 'Rehearsal', 'Recorded events'],
      ] as const) {
        await open(path);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        await page.getByText(text).first().waitFor();
        await expectAccessible();
        expect(await page.getByText('This could not be read').count(), path).toBe(0);
      }
    });
  });
});
