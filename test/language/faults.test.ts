import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { type Fault, formatFault } from '../../core/contracts/fault.ts';
import type { DefinitionWarning } from '../../core/definition-warnings.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import type { SendingFinding } from '../../core/sending-findings.ts';
import { parseSettingsFile } from '../../core/settings-file.ts';
import { formatFileFault } from '../../core/yaml-file.ts';
import { explainDefinitionWarning, explainSendingFinding } from '../../language/en.ts';
import { translateFoundToPortuguese, translateToPortuguese } from '../../language/sentences/pt-br.ts';

/** A campaign that has every field, or one like it. */
const WHOLE = {
  id: 'resend',
  name: 'Resend',
  triggers: [{ interaction: 'email.received', campaign: 'welcome', where: { price: { $gte: 20 } } }],
  delay: { next: 'saturday', at: '09:00', zone: 'company' },
  exceptions: [
    { interaction: 'email.opened', campaign: 'welcome', openKind: 'human' },
    { behavior: 'purchase.made', sameAsTrigger: ['productId'], includeRefunds: true },
  ],
  untracked: 'send',
  audience: { city: { $in: ['Recife'] }, name: { $regex: '^A', $options: 'i' } },
  recheckAudience: true,
  reeligibility: '30 days',
  duration: { start: '2026-01-01T00:00:00Z', end: '2027-01-01T00:00:00Z' },
  quietHours: { from: '22:00', to: '08:00', then: 'hold' },
  staleAfter: '2 days',
  purpose: 'marketing',
  frequencyCaps: { ignore: true, count: true },
  controlGroup: 10,
  conversions: { A: { behavior: 'purchase.made', within: '3 days' } },
  statistics: true,
  variants: [
    {
      name: 'one',
      share: 90,
      messages: [
        { channel: 'email', subject: 'Hi', html: '<p>Hi</p>', text: 'Hi', from: 'a@b.example', preheader: 'Look' },
        { channel: 'webhook', url: 'https://a.example/b', method: 'PUT', headers: { 'x-a': 'b' }, body: 'Hi' },
        {
          channel: 'in_app_message',
          title: 'Hi',
          body: 'Hi',
          buttons: [{ id: 'yes', label: 'Yes' }],
          translations: { 'pt-BR': { title: 'Oi', buttons: [{ id: 'yes', label: 'Sim' }] } },
        },
      ],
    },
  ],
};

const WRONG: readonly unknown[] = [
  ...[undefined, null, true, -1, 0.123, 1e9, '', ' ', 'x', '{{ a.b }}', '{% if %}', 'x'.repeat(70_000)],
  ...[[], {}, ['x', 'x'], [{}], { $near: 1 }, { unknown: 1 }],
];

/** Returns a value with one wrong part each time, in every place and of every kind. */
function* breakValue(value: unknown): Generator<unknown> {
  yield* WRONG;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value))
    for (const broken of breakValue(inner))
      yield Array.isArray(value)
        ? value.map((each, index) => (String(index) === key ? broken : each))
        : { ...value, [key]: broken };
  if (Array.isArray(value)) yield [...value, ...value];
  else yield { ...value, unknown: 1 };
}

/** Values of authors, as faults show them. */
const RAW = /^(?:["[{*$]|-?\d|(?:true|false|null)$)/;

/** Returns what is not translated of faults: an expectation, or what was found if it is no value. */
function findUntranslated(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => [
    ...[fault.expected, formatFault(fault)].filter((each) => translateToPortuguese(each) === undefined),
    ...(RAW.test(fault.found) || translateFoundToPortuguese(fault.found) !== fault.found
      ? []
      : [`found ${fault.found}`]),
  ]);
}

const TEMPLATES = [
  '{% nope %}',
  '{% if user.vip %}a',
  '{{ user.name',
  '{{ user.name | nope }}',
  '{% if %}a{% endif %}',
];

const listFaults = (result: object): readonly Fault[] =>
  'faults' in result && Array.isArray(result.faults) ? result.faults : [];

describe('the faults of broken inputs', () => {
  test('every fault of a campaign that is broken in one place, whichever it is, has a Portuguese sentence', () => {
    expect(listFaults(checkDefinition(WHOLE))).toEqual([]);
    const untranslated = new Set<string>();
    const expectations = new Set<string>();
    for (const broken of breakValue(WHOLE))
      for (const fault of listFaults(checkDefinition(broken))) {
        expectations.add(fault.expected);
        for (const each of findUntranslated([fault])) untranslated.add(each);
      }
    expect([...untranslated]).toEqual([]);
    expect(expectations.size).toBeGreaterThan(60);
  });

  test('every fault of settings and of events that are broken in one place has a Portuguese sentence', () => {
    const settings = {
      companyZone: 'Europe/Berlin',
      quietHours: WHOLE.quietHours,
      consent: { email: 'optedIn' },
      tracking: { opens: true },
      frequencyCaps: [{ atMost: 2, in: '7 days', channel: 'email', calendarDays: true }],
    };
    for (const broken of breakValue(settings))
      expect(findUntranslated(listFaults(parseSettingsFile(JSON.stringify(broken) ?? '')))).toEqual([]);
    const context = { now: Date.UTC(2026, 11, 1), entryId: 'entry' };
    const details = {
      'Campaign Interaction': { userId: 'ada', interaction: 'email.opened', campaignId: 'welcome', machine: true },
      'User Behavior': { userId: 'ada', behavior: 'purchase.made', price: 1, occurredAt: '2030-01-01T00:00:00Z' },
      'User Profile Updated': { userId: 'ada', email: 'a@b.example', attributes: { a: 1 }, subscriptions: {} },
      'Users Merged': { fromUserId: 'ada', intoUserId: 'bob' },
    };
    for (const [DetailType, Detail] of Object.entries(details))
      for (const broken of breakValue({ Source: 'shop', DetailType, Detail, Time: 1, EventBusName: 'default' })) {
        const parsed = parseEntry(broken, context);
        if ('refusal' in parsed)
          expect(translateToPortuguese(parsed.refusal.message), parsed.refusal.message).toBeDefined();
      }
  });

  test.each(TEMPLATES)(
    'the fault of the template %s is explained in Portuguese, also where its library finds it',
    (body) => {
      const [fault] = listFaults(
        checkDefinition({ ...WHOLE, variants: undefined, messages: [{ channel: 'sms', body }] }),
      );
      const found = fault?.found ?? '';
      expect(found).toMatch(/, line:1, col:\d+$/);
      expect(translateFoundToPortuguese(found)).toMatch(/^(?:a|o|um|uma) .*, linha 1, coluna \d+$/);
    },
  );

  test('every fault of YAML has a Portuguese sentence that names its line', () => {
    const text = readFileSync(new URL('../../examples/campaigns/resend-welcome.yaml', import.meta.url), 'utf8');
    const cuts = ['"', "'", '{', '[', ': ', ' #', '\t', '- ', '*a', '&a', '!a', '<<: x', '---', '|', '{{ x }}', '@'];
    const positions = [...text.matchAll(/\b|$/gm)].map(({ index }) => index).filter((_, number) => number % 12 === 0);
    for (const index of positions)
      for (const cut of cuts)
        for (const fault of listFaults(parseCampaignFile(`${text.slice(0, index)}${cut}${text.slice(index)}`))) {
          expect(translateToPortuguese(fault.expected), fault.expected).toBeDefined();
          const line = formatFileFault('campaign.yaml', fault);
          expect(translateToPortuguese(line), line).toMatch(/^campaign\.yaml:\d+:\d+ .*: esperado: /s);
        }
  });
});

const path = ['messages', 0, 'html'];
/** An example of each warning about a definition: a code without one does not compile. */
const WARNINGS: Readonly<Record<DefinitionWarning['code'], DefinitionWarning>> = {
  secret: { code: 'secret', path, kind: 'private-key' },
  'stale-in-quiet-hours': { code: 'stale-in-quiet-hours', path, staleAfter: 3_600_000, quietSpan: 36_000_000 },
  'clipped-email': { code: 'clipped-email', path, bytes: 200_000 },
  'image-without-alt': { code: 'image-without-alt', path, count: 2 },
  'insecure-link': { code: 'insecure-link', path, count: 1, first: 'http://a.example: expected, found' },
  'no-unsubscribe-link': { code: 'no-unsubscribe-link', path },
  'half-translated': { code: 'half-translated', path, missing: 'html' },
  'machine-opens': { code: 'machine-opens', path },
  'machine-opens-convert': { code: 'machine-opens-convert', path },
  'tracking-ends': { code: 'tracking-ends', path, trackedFor: 5_184_000_000 },
  'plain-http': { code: 'plain-http', path },
  'all-in-control': { code: 'all-in-control', path },
  'audience-repeats-trigger': { code: 'audience-repeats-trigger', path, field: 'city', trigger: 0 },
};

/** An example of each finding about sending. */
const FINDINGS: Readonly<Record<SendingFinding['code'], SendingFinding>> = {
  'no-sender': { code: 'no-sender', channel: 'sms', campaigns: 2 },
  'sending-off': { code: 'sending-off' },
  'allow-list-empty': { code: 'allow-list-empty' },
  halted: { code: 'halted', channel: 'email', until: 0, reason: 'SMTP 421 too many: wait' },
  'server-unreachable': {
    code: 'server-unreachable',
    channel: 'email',
    server: 'mail.example:25',
    reason: 'ECONNREFUSED',
  },
  'from-not-public': { code: 'from-not-public', from: 'a@b.test' },
  'public-url-loopback': { code: 'public-url-loopback', url: 'http://127.0.0.1:1' },
  'public-url-plain': { code: 'public-url-plain', url: 'http://a.example' },
  'no-origins': { code: 'no-origins' },
  'ses-settings-unknown': { code: 'ses-settings-unknown' },
  'ses-unreadable': { code: 'ses-unreadable', call: 'GetAccount', reason: 'AccessDenied: no' },
  'identity-unverified': { code: 'identity-unverified', identity: 'b.example' },
  'dkim-off': { code: 'dkim-off', identity: 'b.example' },
  'configuration-set-missing': { code: 'configuration-set-missing', name: 'set.one' },
  'events-missing': { code: 'events-missing', name: 'set.one', types: ['BOUNCE', 'OPEN'] },
  sandbox: { code: 'sandbox' },
  'ses-sending-disabled': { code: 'ses-sending-disabled', of: 'configuration set' },
  'quota-used': { code: 'quota-used', sent: 49_000, max: 50_000 },
};

/** Returns the texts in a value that only its author can have written: addresses, servers, and what a provider said. */
const listOwnTexts = (value: object) =>
  Object.values(value).filter((each) => typeof each === 'string' && /[.:]/.test(each));

describe('warnings and findings', () => {
  test.each(Object.entries(WARNINGS))(
    'the warning %s has a Portuguese sentence with its path and its values',
    (code, warning) => {
      expect(warning.code).toBe(code);
      const english = explainDefinitionWarning(warning);
      const portuguese = translateToPortuguese(`messages.0.html: ${english}`) ?? '';
      expect(portuguese).toMatch(/^messages\.0\.html: ./);
      expect(portuguese).not.toContain(english);
      for (const text of listOwnTexts(warning)) expect(portuguese).toContain(text);
    },
  );

  test.each(Object.entries(FINDINGS))('the finding %s has a Portuguese sentence with its values', (code, finding) => {
    expect(finding.code).toBe(code);
    const english = explainSendingFinding(finding);
    const portuguese = translateToPortuguese(english) ?? english;
    expect(portuguese).not.toBe(english);
    for (const text of listOwnTexts(finding)) expect(portuguese).toContain(text);
  });
});
