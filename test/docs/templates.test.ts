import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { MAX_MESSAGE_BYTES } from '../../core/contracts/dispatch.ts';
import { formatInteger } from '../../core/contracts/format-integer.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import { createTemplateUser, mergeProfileUpdate } from '../../core/profile.ts';
import { MAX_RENDER_STEPS } from '../../core/render-budget.ts';
import { checkTemplates } from '../../core/template-check.ts';
import { compileMessages } from '../../core/templates.ts';
import type { Unsendable } from '../../core/unsendable.ts';

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
const page = read('reference/campaigns.md');
const [, section = ''] = page.split(/^### Templates$/m);
const [table = ''] = section.split(/^#+ /m);
const rows = [...table.matchAll(/^\| `(.*\{\{.*)` \| (.*) \|$/gm)].map(([, template = '', text = '']) => ({
  template: template.replaceAll('\\|', '|'),
  text,
}));

const now = Date.UTC(2026, 11, 1, 10);
const events = [...read('reference/events.md').matchAll(/^\{ "Source".*\}$/gm)].map(([line]) => {
  const reading = parseEntry(JSON.parse(line), { now, entryId: 'entry' });
  if ('refusal' in reading) throw new Error(reading.refusal.message);
  return reading.event;
});
const update = events.find((event) => event.kind === 'profile');
const trigger = events.find((event) => event.kind === 'behavior');
const campaign = parseCampaignFile(/^```yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '');
if (update === undefined || trigger === undefined || 'faults' in campaign) throw new Error('the examples are none');

const seen = {
  user: createTemplateUser(update.userId, mergeProfileUpdate(undefined, update)),
  trigger: { ...trigger.detail, id: trigger.id, occurredAt: formatInstant(trigger.at) },
  campaign: campaign.definition,
};

describe('the templates of the page about campaigns', () => {
  test.each(rows)(
    'the template $template of the page about campaigns gives "$text" with the events of the page about events',
    ({ template, text }) => {
      const rendered = compileMessages([{ channel: 'sms', body: template }])({ ...seen, now });
      expect(rendered).toEqual({ messages: [{ channel: 'sms', body: text }] });
    },
  );

  test('the templates of the page about campaigns use each variable', () => {
    const used = rows.flatMap(({ template }) => template.match(/(?<=\{\{ )\w+(?=\.)/g) ?? []);
    expect(new Set(used)).toEqual(new Set(Object.keys(seen)));
  });
});

/** Returns the cells of the first column of the table under a heading. */
function firstColumn(heading: string): string[] {
  const [, after = ''] = page.split(`\n### ${heading}\n`);
  const [table = ''] = after.split(/^#+ /m);
  return [...table.matchAll(/^\| (`.*?`(?:, `.*?`)*) \|/gm)].map(([, cell = '']) => cell.replaceAll('\\|', '|'));
}

describe('the section about messages that are not sent on the page about campaigns', () => {
  test('the page about campaigns lists every reason not to send a message that comes from the message itself', () => {
    const reasons = ['render-error', 'aborted', 'too-large', 'blank'] satisfies Unsendable['reason'][];
    expect(firstColumn('Messages that are not sent')).toEqual(reasons.map((reason) => `\`${reason}\``));
  });

  const faulty = firstColumn('Checked before they are published').flatMap((cell) => [...cell.matchAll(/`([^`]*)`/g)]);
  test.each(faulty.map(([, template = '']) => template))(
    'the page about campaigns has the example %s with the fault that it describes',
    (template) => {
      const [, subject] = /^subject: "(.*)"$/.exec(template) ?? [];
      expect(checkTemplates([{ channel: 'email', subject: subject ?? template, body: 'Hi' }])).toHaveLength(1);
    },
  );

  test('the page about campaigns states the limits of messages that the code enforces', () => {
    expect(faulty).toHaveLength(7);
    expect(page).toContain(`at most ${formatInteger(MAX_RENDER_STEPS)} steps together`);
    expect(page).toContain(`at most ${formatInteger(MAX_MESSAGE_BYTES)}\``);
  });
});
