import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseOption } from '../harness/console/choose-option.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  opened = await openConsole(browser);
});
afterEach(() => opened.close());

const reminder = {
  id: 'reminder',
  name: 'Reminder of the welcome',
  triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
  delay: '1 day',
  exceptions: [{ interaction: 'email.opened', campaign: 'welcome-email' }],
  messages: [{ channel: 'push', body: 'Hello again' }],
};

const receive = (userId: string) =>
  ['Campaign Interaction', { userId, interaction: 'email.received', campaignId: 'welcome-email' }] as const;
const openEmail = (userId: string) =>
  ['Campaign Interaction', { userId, interaction: 'email.opened', campaignId: 'welcome-email' }] as const;
const buy = (userId: string) => ['User Behavior', { userId, behavior: 'purchase.made' }] as const;

/** Saves and publishes a campaign. */
async function publish(definition: { readonly id: string; readonly [field: string]: unknown }): Promise<void> {
  await opened.call('PUT', `/campaigns/${definition.id}`, definition);
  await opened.call('POST', `/campaigns/${definition.id}/publish`);
}

/** Sends events, and waits until all that is due is done. */
async function send(...events: readonly (readonly [detailType: string, detail: object])[]): Promise<void> {
  await opened.send(...events);
  await opened.advance('1 second');
}

/** Expects something of a value that is read until it holds. Several stories share a slow machine. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000 });

/** Opens a dialog by the button of an act. */
async function openDialog(act: string): Promise<Locator> {
  await opened.page.getByRole('button', { name: act }).click();
  const dialog = opened.page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

/** Expects that a command is shown, folded until it is asked for. */
async function expectCommand(within: Locator, command: string): Promise<void> {
  await within.getByRole('button', { name: 'With the command line' }).first().click();
  await within.getByText(command, { exact: true }).first().waitFor();
}

/** Returns the value beside a label in the facts of a campaign. */
function findFact(label: string): Locator {
  return opened.page.locator('dt', { hasText: label }).locator('xpath=following-sibling::dd[1]');
}

/** Returns a row of a table as the texts of its cells. */
function readCells(row: Locator): Promise<string[]> {
  return row.getByRole('rowheader').or(row.getByRole('cell')).or(row.getByRole('gridcell')).allInnerTexts();
}

describe('the page of a campaign', () => {
  test('the page of a campaign shows its state, the campaigns around it and its next departure', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    const last = { interaction: 'push.received', campaign: 'reminder' };
    await publish({ ...reminder, id: 'last-call', name: 'Last call', triggers: [last], exceptions: [] });
    await send(receive('ada'));
    await open('/campaigns/reminder');
    await page.getByRole('heading', { level: 1, name: 'Reminder of the welcome' }).waitFor();
    await eventually(() => findFact('Status').innerText()).toBe('Published');
    expect(await findFact('Version').innerText()).toBe('1');
    expect(await findFact('Project').innerText()).toContain('None');
    await eventually(() => findFact('Follows').getByRole('link').innerText()).toBe('welcome-email');
    await eventually(() => findFact('Followed by').getByRole('link').innerText()).toBe('last-call');
    const due = findFact('Next departure').locator('time');
    await eventually(() => due.getAttribute('datetime')).toMatch(/^2026-12-02T0/);
    await expectAccessible();
    await findFact('Followed by').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Last call' }).waitFor();
    await eventually(() => findFact('Next departure').innerText()).toBe('None is due');
  });

  test('the page of a campaign names all that follow it, also of more campaigns than a page of their list has', async () => {
    const { call, open } = opened;
    await publish(reminder);
    const triggers = [{ behavior: 'session.started' }];
    for (let number = 0; number < 100; number += 1)
      await call('PUT', `/campaigns/other-${number}`, { ...reminder, id: `other-${number}`, triggers });
    const last = { interaction: 'push.received', campaign: 'reminder' };
    for (const id of ['first-call', 'zz-last-call'])
      await call('PUT', `/campaigns/${id}`, { ...reminder, id, triggers: [last] });
    await open('/campaigns/reminder');
    await eventually(() => findFact('Followed by').innerText()).toBe('first-call, zz-last-call');
  });

  test('an id that no campaign has leads to a page that says so, and back to the list', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/campaigns/nothing-here');
    await page.getByText('No campaign has the id nothing-here.').waitFor();
    await expectAccessible();
    await page.getByRole('link', { name: 'To the list of campaigns' }).click();
    await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
  });

  test('the overview says in words what a campaign does, and each step of its funnel leads to the list of its users', async () => {
    const { page, open, advance, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'), receive('ben'), receive('eve'));
    await send(openEmail('ben'));
    await advance('2 days');
    await send(receive('ada'), receive('zoe'));
    await open('/campaigns/reminder');
    await page.getByText('When a user receives the email of welcome-email, it waits 1 day').waitFor();
    await page.getByText('It sends nothing if, while they wait, the user opens the email of welcome-email.').waitFor();
    const row = (name: RegExp) => page.getByRole('table', { name: 'Users so far' }).getByRole('row', { name });
    await eventually(() => readCells(row(/^Enrolled/))).toEqual(['Enrolled', '4', '100%', 'List: Enrolled']);
    expect((await readCells(row(/^Waiting/))).slice(0, 3)).toEqual(['Waiting', '1', '25%']);
    expect((await readCells(row(/^Dispatched/))).slice(0, 3)).toEqual(['Dispatched', '2', '50%']);
    expect(await row(/lists as an exception exception/).innerText()).toContain('1');
    expect(await row(/received the message already.*already-received/).count()).toBe(1);
    await expectAccessible();
    await row(/^Cancelled/)
      .getByRole('link')
      .click();
    await page.getByRole('tab', { name: 'Enrollments', selected: true }).waitFor();
    expect(page.url()).toContain('tab=enrollments&state=cancelled');
    await page.getByRole('row', { name: /ben/ }).waitFor();
    await page.goBack();
    await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
  });
});

describe('the acts on a campaign', () => {
  test('publishing shows first what changes, for whom, and how many wait, and publishes exactly the version shown (R97)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'), receive('ben'));
    const message = { channel: 'push', body: 'Hello once more' };
    await call('PUT', '/campaigns/reminder', { ...reminder, delay: '2 days', messages: [message] });
    await open('/campaigns/reminder');
    expect(await findFact('Version').innerText()).toBe('2, a draft; 1 is published');
    const dialog = await openDialog('Publish…');
    await dialog.getByText('Users who wait: 2').waitFor();
    const body = dialog.getByRole('row', { name: /messages.0.body/ });
    expect(await readCells(body)).toEqual([
      'messages.0.body',
      'Hello again',
      'Hello once more',
      'Changes for them too',
    ]);
    expect((await readCells(dialog.getByRole('row', { name: /^delay/ }))).at(-1)).toBe('Stays as it was');
    await expectCommand(dialog, 'npx campaign-connector publish reminder');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 is published.').waitFor();
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({ publishedVersion: 2 });
    await eventually(() => findFact('Version').innerText()).toBe('2');
  });

  test('a version that was saved while the dialog was open is not published: the interface refuses, and the dialog says so (R97)', async () => {
    const { call, open } = opened;
    await publish(reminder);
    await call('PUT', '/campaigns/reminder', { ...reminder, delay: '2 days' });
    await open('/campaigns/reminder');
    const dialog = await openDialog('Publish…');
    await dialog.getByRole('row', { name: /^delay/ }).waitFor();
    await call('PUT', '/campaigns/reminder', { ...reminder, delay: '3 days' });
    await dialog.getByRole('button', { name: 'Publish version 2' }).click();
    await dialog.getByText('changed-meanwhile').waitFor();
    await dialog.getByText('The campaign has a newer version now: 3.', { exact: false }).first().waitFor();
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({ version: 3, publishedVersion: 1 });
  });

  test('a campaign that has never been published shows what it does, and is not published while it has a fault (R7, R97)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/reminder', reminder);
    await call('PUT', '/campaigns/welcome-email', { id: 'welcome-email', name: 'Welcome', sentElsewhere: true });
    await call('POST', '/campaigns/welcome-email/archive');
    await open('/campaigns/reminder');
    const dialog = await openDialog('Publish…');
    await dialog.getByText('expected targets that are not archived, found welcome-email', { exact: false }).waitFor();
    expect(await dialog.getByText('Only what users do from now on counts.', { exact: false }).count()).toBe(1);
    expect(await dialog.getByText('it waits 1 day and then sends a push notification', { exact: false }).count()).toBe(
      1,
    );
    const button = dialog.getByRole('button', { name: 'Publish version 1' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await open('/campaigns/welcome-email');
    await page.getByText('Another tool sends this campaign.', { exact: false }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Overview', 'History']);
  });

  test('stopping names first how many waits it ends, and ends them permanently (R54)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'), receive('ben'));
    await open('/campaigns/reminder');
    const dialog = await openDialog('Stop…');
    await dialog.getByText('Users who wait: 2').waitFor();
    expect(await dialog.getByText('end permanently').count()).toBe(1);
    await expectCommand(dialog, 'npx campaign-connector stop reminder');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await eventually(() => page.evaluate('document.activeElement.textContent')).toBe('Stop…');
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({ status: 'published' });
    await openDialog('Stop…');
    await dialog.getByRole('button', { name: 'Stop and end 2 waits' }).click();
    await page.getByText('The campaign is stopped. Ended: 2 waits.').waitFor();
    await eventually(() => findFact('Status').innerText()).toBe('Stopped');
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({ status: 'stopped', counts: { cancelled: 2 } });
  });

  test('archiving names first what cannot be undone, and leaves a campaign that nothing can be done to (R50, R54)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'));
    await open('/campaigns/reminder');
    const dialog = await openDialog('Archive…');
    await dialog.getByText('This cannot be undone.', { exact: false }).waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Archive and end 1 wait' }).click();
    await page.getByText('The campaign is archived. Ended: 1 wait.').waitFor();
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({ status: 'archived' });
    await eventually(() => page.getByRole('button', { name: 'Publish…' }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Publish…' }).hover();
    await page.getByRole('tooltip').getByText('The campaign is archived.', { exact: true }).waitFor();
  });

  test('a campaign is paused and resumed, and its users wait on (R92)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'));
    await open('/campaigns/reminder');
    const dialog = await openDialog('Pause…');
    await dialog.getByText('Users wait on', { exact: false }).waitFor();
    await expectCommand(dialog, 'npx campaign-connector pause reminder');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Pause the campaign' }).click();
    await page.getByText('The campaign is paused.', { exact: true }).waitFor();
    await eventually(() => findFact('Status').innerText()).toContain('Paused');
    expect(await page.locator(':focus').textContent()).toBe('Resume…');
    expect(await call('GET', '/campaigns/reminder')).toMatchObject({
      counts: { waiting: 1 },
      paused: { isAll: false },
    });
    await openDialog('Resume…');
    await dialog.getByRole('button', { name: 'Resume the campaign' }).click();
    await page.getByText('The campaign is resumed.', { exact: true }).waitFor();
    expect(await call('GET', '/pause')).toMatchObject({ campaigns: {} });
  });

  test('a campaign that a project of files owns is read-only but for its pause, and shows the command that changes it (R55)', async () => {
    const { page, call, open, expectAccessible } = opened;
    const { token } = await call('POST', '/apply/begin', { project: 'shop' });
    const plan = { token, revision: 0, state: 'published', definition: reminder };
    await call('POST', '/campaigns/reminder/apply', plan);
    await call('POST', '/apply/end', { token });
    await open('/campaigns/reminder');
    await page.getByText('npx campaign-connector apply DIR').waitFor();
    for (const act of ['Publish…', 'Stop…', 'Archive…']) {
      expect(await page.getByRole('button', { name: act }).getAttribute('aria-disabled')).toBe('true');
    }
    await expect
      .poll(() => page.getByRole('button', { name: 'Pause…' }).getAttribute('aria-disabled'))
      .not.toBe('true');
    await page.getByRole('button', { name: 'Stop…' }).focus();
    await page.getByRole('tooltip').getByText('its files change it').waitFor();
    await expectAccessible();
    await open('/campaigns');
    const row = page.getByRole('row', { name: /Reminder of the welcome/ });
    await row.getByText('shop', { exact: true }).waitFor();
  });

  test('a console that was opened read only disables every act on a campaign, and says why', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await page.route('**/console/session', (route) =>
      route.fulfill({ json: { kind: 'local', endpoint: 'http://127.0.0.1', canWrite: false } }),
    );
    await open('/campaigns/reminder');
    const stop = page.getByRole('button', { name: 'Stop…' });
    await stop.focus();
    await page.getByRole('tooltip').getByText('This console was opened read only.').waitFor();
    for (const act of ['Publish…', 'Pause…', 'Stop…', 'Archive…']) {
      expect(await page.getByRole('button', { name: act }).getAttribute('aria-disabled')).toBe('true');
    }
  });
});

describe('the lists of a campaign', () => {
  test('the enrollments of a campaign are listed by state, each with its user and the reason in a sentence (R73)', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada/1'), receive('ben'));
    await send(openEmail('ben'));
    await open('/campaigns/reminder?tab=enrollments');
    await page.getByRole('row', { name: /ada\/1 Waiting/ }).waitFor();
    const ben = page.getByRole('row', { name: /ben Cancelled/ });
    expect(await ben.innerText()).toContain('the user did something that the campaign lists as an exception');
    expect(await ben.innerText()).toMatch(/exception, event /);
    expect(await page.getByRole('link', { name: 'ada/1' }).getAttribute('href')).toBe('#/users?userId=ada%2F1');
    await expectAccessible();
    await chooseOption(page.getByRole('button', { name: /State/ }), 'Cancelled');
    await eventually(() => page.getByRole('row', { name: /ada/ }).count()).toBe(0);
    await ben.waitFor();
    expect(page.url()).toContain('state=cancelled');
    await page.reload();
    await ben.waitFor();
    await expectCommand(page.getByRole('main'), 'npx campaign-connector enrollments reminder --state cancelled');
  });

  test('enrollments that could not be read are shown as an error, and never as an empty list', async () => {
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await page.route('**/campaigns/reminder/enrollments*', (route) => route.abort());
    await page.addInitScript(() => localStorage.setItem('campaign-connector-preferences', '{"refreshSeconds":0}'));
    await open('/campaigns/reminder?tab=enrollments');
    await page.getByText('This could not be read').waitFor();
    expect(await page.getByText('There is no enrollment yet.').count()).toBe(0);
    await expectAccessible();
    await page.unroute('**/campaigns/reminder/enrollments*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('There is no enrollment yet.').waitFor();
  });

  test('the upcoming departures of a campaign are shown with how many users wait for each', async () => {
    const { page, open, advance, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'), receive('ben'));
    await advance('6 hours');
    await send(receive('eve'));
    await open('/campaigns/reminder?tab=departures');
    const rows = page.getByRole('table', { name: 'Departures' }).getByRole('row');
    await rows.nth(2).waitFor();
    const instants = await rows
      .locator('time')
      .evaluateAll((times) => times.map((each) => each.getAttribute('datetime')));
    expect(instants).toEqual(instants.toSorted());
    expect((await readCells(rows.nth(1))).at(-1)).toBe('2');
    expect((await readCells(rows.nth(2))).at(-1)).toBe('1');
    expect(await page.locator('svg.chart rect.bar').count()).toBe(2);
    await expectAccessible();
  });
});

describe('the statistics of a campaign', () => {
  test('the statistics compare the groups by counts, rates and lift with their intervals, and are counted again on demand (R48)', async () => {
    const { page, open, advance, expectAccessible } = opened;
    await publish({
      ...reminder,
      delay: '1 hour',
      exceptions: [],
      controlGroup: 20,
      messages: undefined,
      variants: [
        { name: 'short', share: 40, messages: [{ channel: 'push', body: 'Hello' }] },
        { name: 'long', share: 40, messages: [{ channel: 'push', body: 'Hello, hello' }] },
      ],
      conversions: { A: { behavior: 'purchase.made', within: '3 days' } },
    });
    const users = Array.from({ length: 80 }, (_, index) => `user-${index}`);
    await send(...users.map(receive));
    await advance('2 hours');
    await send(...users.slice(0, 40).map(buy));
    await open('/campaigns/reminder?tab=statistics');
    const table = page.getByRole('table', { name: 'Epoch 0' });
    await table.waitFor();
    const [control, short, long] = await Promise.all(
      [/^Control group/, /^short/, /^long/].map((name) => readCells(table.getByRole('row', { name }))),
    );
    expect(control?.slice(0, 2)).toEqual(['Control group', '20%']);
    expect(control?.[2]).toMatch(/^\d+ not sent$/);
    expect(Number(control?.[2]?.split(' ')[0]) + Number(short?.[2]) + Number(long?.[2])).toBe(80);
    expect(Number(control?.[4]) + Number(short?.[4]) + Number(long?.[4])).toBe(40);
    expect(short?.[5]).toMatch(/^\d+\.\d\d% \(\d+\.\d\d% to \d+\.\d\d%\)$/);
    expect(long?.[6]).toMatch(/^[+-]?\d+\.\d% \([+-]\d+\.\d% to [+-]\d+\.\d%\)$|^none/);
    expect(await page.locator('figcaption', { hasText: 'Rates of conversion event A' }).count()).toBe(1);
    await expectAccessible();
    await page.getByRole('button', { name: 'Recount', exact: true }).click();
    await page.getByText('Everything was counted again.').first().waitFor();
  });

  test('a campaign that measures nothing has no tab of statistics, and says in its overview only what is counted (R48)', async () => {
    const { page, open } = opened;
    await publish(reminder);
    await open('/campaigns/reminder?tab=statistics');
    await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Statistics' }).count()).toBe(0);
    expect(
      await page
        .getByText('Delivered, opened and clicked messages are counted for campaigns with “statistics: true”.')
        .count(),
    ).toBe(1);
  });
});

describe('the history of a campaign', () => {
  test('the history compares two versions field by field, shows each as a file, and lists who did what (R74)', async () => {
    const { page, call, open, expectAccessible } = opened;
    await publish(reminder);
    const changed = { ...reminder, delay: '2 days', audience: { plan: 'pro' } };
    await call('PUT', '/campaigns/reminder', changed);
    await call('PUT', '/campaigns/reminder', { ...changed, name: 'Reminder, again' });
    await call('POST', '/campaigns/reminder/pause');
    await open('/campaigns/reminder?tab=history');
    const versions = page.getByRole('table', { name: 'Versions' });
    await versions.getByRole('row', { name: /^1 Published/ }).waitFor();
    await eventually(() => versions.getByRole('row').count()).toBe(4);
    expect(await versions.getByRole('row', { name: /^1 Published/ }).count()).toBe(1);
    const changes = page.getByRole('table', { name: 'Changes' });
    await changes.getByRole('row', { name: /^name/ }).waitFor();
    expect(await readCells(changes.getByRole('row', { name: /^delay/ }))).toEqual([
      'delay',
      '1 day',
      '2 days',
      'Stays as it was',
    ]);
    await versions.getByRole('button', { name: 'Compare version 3 with the one before it' }).click();
    await eventually(() => changes.getByRole('row').count()).toBe(2);
    expect(page.url()).toContain('from=2&to=3');
    await page.getByText('Version 3 as a file').click();
    await page.getByText('audience:\n  plan: pro', { exact: false }).waitFor();
    const acts = page.getByRole('table', { name: 'Acts' });
    await acts.getByRole('row', { name: /Paused/ }).waitFor();
    expect(await acts.getByRole('row', { name: /Published, version 1/ }).count()).toBe(1);
    expect(await acts.getByRole('row', { name: /Saved, version 3/ }).count()).toBe(1);
    await expectAccessible();
  });
});

describe('the page of a campaign for every reader', () => {
  test('the page of a campaign is in Portuguese and dark, and fits a narrow screen, for a reader who chose so', async () => {
    await opened.close();
    opened = await openConsole(browser, {
      context: { locale: 'pt-BR', colorScheme: 'dark', viewport: { width: 1280, height: 720 } },
    });
    const { page, open, expectAccessible } = opened;
    await publish(reminder);
    await send(receive('ada'));
    await open('/campaigns/reminder');
    await page.getByText('Quando um usuário recebe o e-mail de welcome-email', { exact: false }).waitFor();
    await expectAccessible();
    await openDialog('Encerrar…');
    await page.getByRole('button', { name: 'Encerrar e cancelar 1 espera' }).waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Cancelar', exact: true }).click();
    // The bar of a narrow screen is of Cloudscape, and has an attribute that its role does not allow: it is not judged here.
    await page.setViewportSize({ width: 390, height: 844 });
    for (const tab of ['Inscrições', 'Saídas', 'Histórico', 'Visão geral']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
  });
});
