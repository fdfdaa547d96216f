import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createCampaignSchema } from '../../core/campaign-schema.ts';
import { INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';

const accepts = new Ajv({ strict: true, strictTypes: false }).compile(createCampaignSchema());
const folder = new URL('../../examples/campaigns/', import.meta.url);
const valid = {
  id: 'a',
  name: 'A',
  triggers: [{ interaction: 'email.received', campaign: 'welcome' }],
  messages: [{ channel: 'sms', body: 'Hello' }],
};

const ofLength = (name: number, campaign: number) => ({
  ...valid,
  name: '🦊'.repeat(name),
  triggers: [{ interaction: 'email.received', campaign: '🦊'.repeat(campaign) }],
});

describe('the JSON Schema of campaign files', () => {
  test('the JSON Schema of campaign files is the one that is shipped (else: npm run generate)', () => {
    const shipped: unknown = JSON.parse(
      readFileSync(new URL('../../schemas/campaign.schema.json', import.meta.url), 'utf8'),
    );
    expect(shipped).toEqual(createCampaignSchema());
  });

  test.each(readdirSync(folder))('the JSON Schema of campaign files accepts the example %s', (file) => {
    expect([accepts(parse(readFileSync(new URL(file, folder), 'utf8'))), accepts.errors]).toEqual([true, null]);
  });

  test.each(INTERACTION_NAMES)('the JSON Schema of campaign files accepts %s as a trigger', (interaction) => {
    expect(accepts({ ...valid, triggers: [{ interaction, campaign: 'c', messageVariationId: 'v' }] })).toBe(true);
  });

  test('the JSON Schema of campaign files counts characters as the check does', () => {
    expect([ofLength(200, 256), ofLength(201, 1), ofLength(1, 257)].map((each) => accepts(each))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('the JSON Schema of campaign files accepts a campaign of another tool', () => {
    expect(accepts({ id: 'a', name: 'A', sentElsewhere: true })).toBe(true);
  });

  test.each([
    ['an unknown field', { dealy: '1 day' }],
    ['an unknown interaction', { triggers: [{ interaction: 'email.opend', campaign: 'c' }] }],
    ['a field of another interaction', { triggers: [{ interaction: 'email.opened', campaign: 'c', buttonId: '1' }] }],
    ['half a span', { delay: '1.5 hours' }],
    ['an unknown channel', { messages: [{ channel: 'fax', body: 'b' }] }],
    ['an audience that is a list', { audience: [] }],
    ['no messages', { messages: [] }],
    ['a list of headers', { messages: [{ channel: 'webhook', url: 'a', headers: ['a'] }] }],
    ['a header whose name has a blank', { messages: [{ channel: 'webhook', url: 'a', headers: { 'X A': 'a' } }] }],
    ['a header without a value', { messages: [{ channel: 'webhook', url: 'a', headers: { 'X-A': '' } }] }],
  ])('the JSON Schema of campaign files refuses %s', (_, changes) => {
    expect(accepts(valid)).toBe(true);
    expect(accepts({ ...valid, ...changes })).toBe(false);
  });
});
