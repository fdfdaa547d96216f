import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProjectCampaignSchema, createProjectSchema } from '../../core/project/project-schemas.ts';

const ajv = new Ajv({ strict: false });
const [acceptsCampaign, acceptsProject] = [
  ajv.compile(createProjectCampaignSchema()),
  ajv.compile(createProjectSchema()),
];
const root = new URL('../../', import.meta.url);
const shop = new URL('examples/shop/', root);
const files = readdirSync(shop, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.startsWith('values') && name !== 'campaigns.yaml',
);
const read = (file: URL) => parse(readFileSync(file, 'utf8'));

const campaign = {
  id: 'a',
  name: 'A',
  triggers: [{ behavior: 'purchase.made' }],
  messages: [{ channel: 'sms', body: 'Hi' }],
};

describe('the JSON Schemas of the files of a project', () => {
  test('the JSON Schemas of the files of a project are those that are shipped (else: npm run generate)', () => {
    const shipped = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, root), 'utf8'));
    expect(shipped('project-campaign')).toEqual(JSON.parse(JSON.stringify(createProjectCampaignSchema())));
    expect(shipped('project')).toEqual(JSON.parse(JSON.stringify(createProjectSchema())));
  });

  test.each(files)('the JSON Schema of the campaign files of a project accepts %s of the example of a shop', (file) => {
    expect([acceptsCampaign(read(new URL(file, shop))), acceptsCampaign.errors]).toEqual([true, null]);
  });

  test('the JSON Schema of campaigns.yaml accepts that of the example of a shop, and no unknown setting', () => {
    expect(acceptsProject(read(new URL('campaigns.yaml', shop)))).toBe(true);
    expect(acceptsProject({ project: 'shop', settings: { companyZone: '${zone}', quietHours: null } })).toBe(true);
    expect(acceptsProject({ project: 'shop', settings: { companyZone: null } })).toBe(false);
    expect(acceptsProject({ project: 'shop', settings: { zone: 'UTC' } })).toBe(false);
    expect(acceptsProject({ project: 'My shop' })).toBe(false);
    expect(acceptsProject({ settings: {} })).toBe(false);
  });

  test.each([
    ['a state', { state: 'draft' }, true],
    ['an unknown state', { state: 'paused' }, false],
    ['a reference in place of a span', { delay: '${wait}' }, true],
    ['a reference in a span', { delay: '${count} days' }, true],
    ['a span of another form', { delay: '1.5 days' }, false],
    ['a reference in place of a boolean', { recheckAudience: '${recheck}' }, true],
    ['a text in place of a boolean', { recheckAudience: 'yes' }, false],
    ['an escaped reference in place of a span', { delay: '$${wait}' }, false],
    ['a reference in place of everyone', { audience: '${who}' }, true],
    ['a text in place of everyone', { audience: 'all' }, false],
    ['a reference in place of no quiet hours', { quietHours: '${quiet}' }, true],
    ['a reference in place of a behavior', { triggers: [{ behavior: '${behavior}' }] }, false],
    ['a reference without a name', { delay: '${}' }, false],
    ['an unknown field', { dealy: '1 day' }, false],
    ['a reference in place of a channel', { messages: [{ channel: '${channel}', body: 'Hi' }] }, false],
  ])('the JSON Schema of the campaign files of a project judges %s as the check does', (_, changes, isAccepted) => {
    expect(acceptsCampaign({ ...campaign, ...changes })).toBe(isAccepted);
  });
});
