import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readCampaignFile } from '../../core/campaign-file.ts';
import { writeInstant } from '../../core/contracts/instant.ts';
import { templateUserOf, updated } from '../../core/profile.ts';
import { readEntry } from '../../core/read-entry.ts';
import { compileMessages } from '../../core/templates.ts';

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
const page = read('campaigns.md');
const [, section = ''] = page.split(/^### Templates$/m);
const [table = ''] = section.split(/^#+ /m);
const rows = [...table.matchAll(/^\| `(.*\{\{.*)` \| (.*) \|$/gm)].map(([, template = '', text = '']) => ({
  template: template.replaceAll('\\|', '|'),
  text,
}));

const now = Date.UTC(2026, 11, 1, 10);
const events = [...read('events.md').matchAll(/^\{ "Source".*\}$/gm)].map(([line]) => {
  const reading = readEntry(JSON.parse(line), { now, entryId: 'entry' });
  if ('refusal' in reading) throw new Error(reading.refusal.message);
  return reading.event;
});
const update = events.find((event) => event.kind === 'profile');
const trigger = events.find((event) => event.kind === 'behavior');
const campaign = readCampaignFile(/^```yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '');
if (update === undefined || trigger === undefined || 'faults' in campaign) throw new Error('the examples are none');

const seen = {
  user: templateUserOf(update.userId, updated(undefined, update)),
  trigger: { ...trigger.detail, id: trigger.id, occurredAt: writeInstant(trigger.at) },
  campaign: campaign.definition,
};

describe('the templates of the page about campaigns', () => {
  test.each(rows)('$template gives "$text" with the events of the other page', ({ template, text }) => {
    const rendered = compileMessages([{ channel: 'sms', body: template }])({ ...seen, now });
    expect(rendered).toEqual({ messages: [{ channel: 'sms', body: text }] });
  });

  it('show each variable', () => {
    const used = rows.flatMap(({ template }) => template.match(/(?<=\{\{ )\w+(?=\.)/g) ?? []);
    expect(new Set(used)).toEqual(new Set(Object.keys(seen)));
  });
});
