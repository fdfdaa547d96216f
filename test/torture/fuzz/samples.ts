import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../../core/contracts/catalogue.ts';
import { formatInstant } from '../../../core/contracts/instant.ts';
import type { Random } from '../../simulation/random.ts';
import fieldsOf from '../../sources/currents-fields.json' with { type: 'json' };

/** The instant at which the clock of every fuzz test stands. */
export const FUZZ_START = Date.UTC(2026, 11, 1, 9);

/** Returns a valid entry. */
export function anEntry(random: Random): Record<string, unknown> {
  const occurredAt = formatInstant(FUZZ_START - 1_000 * random.upTo(100_000));
  const properties = { list: 'news', size: random.upTo(5), tags: ['a', 'b'], inner: { deep: [1, { x: null }] } };
  const common = { id: `event-${random.upTo(1_000_000)}`, userId: `user-${random.upTo(20)}`, occurredAt, properties };
  const details = [
    [
      'Campaign Interaction',
      {
        ...common,
        interaction: random.pick(INTERACTION_NAMES),
        campaignId: 'target',
        linkUrl: 'https://a.example',
        buttonId: '0',
        timeZone: 'Europe/Berlin',
        openKind: 'human',
      },
    ],
    [
      'User Behavior',
      {
        ...common,
        behavior: random.pick(BEHAVIOR_NAMES),
        name: 'unsubscribed',
        productId: 'p-1',
        price: 12.5,
        currency: 'EUR',
      },
    ],
    [
      'User Profile Updated',
      {
        userId: common.userId,
        occurredAt,
        attributes: { plan: 'pro', first_name: 'Ada' },
        timeZone: 'Asia/Tokyo',
        email: 'ada@a.example',
      },
    ],
  ] as const;
  const [DetailType, Detail] = random.pick(details);
  return { Source: 'fuzz', DetailType, Detail, ...(random.chance(0.3) ? { Time: occurredAt } : {}) };
}

const CURRENTS_TYPES = Object.keys(fieldsOf);

/** Returns a record of Braze Currents with the fields that its type has. */
export function aRecord(random: Random): Record<string, unknown> {
  const properties = {
    campaign_id: 'target',
    message_variation_id: 'variation',
    dispatch_id: 'dispatch',
    url: 'https://a.example',
    link_alias: 'offer',
    button_id: '0',
    button_string: 'yes',
    machine_open: random.pick([null, 'true', 'false', true]),
    is_suspected_bot_click: random.pick([null, true, false]),
    conversion_behavior_index: random.upTo(4),
    name: 'unsubscribed',
    product_id: 'p-1',
    price: 12.5,
    currency: 'EUR',
    properties: { a: 1 },
  };
  return {
    event_type: random.pick(CURRENTS_TYPES),
    id: `record-${random.upTo(1_000_000)}`,
    time: FUZZ_START / 1_000 - random.upTo(10_000),
    user: { user_id: 'braze-1', external_user_id: `user-${random.upTo(20)}`, timezone: 'Europe/Berlin' },
    properties,
  };
}

/** Returns a valid campaign. */
export function aCampaign(random: Random, id: string): Record<string, unknown> {
  const interactions = { interaction: random.pick(INTERACTION_NAMES), campaign: 'target' };
  const behavior = { behavior: 'purchase.made', where: aFilter(random) };
  const delays = [
    '30 minutes',
    '7 days',
    { next: 'saturday', at: '09:00', zone: 'user' },
    { in: '1 day', at: '09:00', zone: 'company' },
  ];
  return {
    id,
    name: 'Fuzzed',
    triggers: [interactions, ...(random.chance(0.5) ? [behavior] : [])],
    delay: random.pick(delays),
    exceptions: [{ behavior: 'custom_event.performed', name: 'unsubscribed' }],
    audience: random.chance(0.5) ? 'everyone' : aFilter(random),
    recheckAudience: random.chance(0.5),
    reeligibility: random.pick(['never', '30 days', 'immediately']),
    messages: [
      { channel: 'email', subject: aTemplate(random), body: aTemplate(random) },
      { channel: 'webhook', url: 'https://a.example', body: aTemplate(random), headers: { 'x-a': '{{ user.plan }}' } },
    ],
  };
}

const FIELDS = ['price', 'plan', 'properties.list', 'properties.inner.deep', 'first_name', 'tags', 'a.0.b'];

/** Returns a filter, mostly one that is accepted. */
export function aFilter(random: Random, depth = 0): Record<string, unknown> {
  const values = [1, 0, -1, 'pro', '', null, true, 12.5, '2026-12-01'];
  const value = () => random.pick<unknown>(values);
  const inner = () => aFilter(random, depth + 1);
  const operators = [
    () => ({ $gte: random.pick([1, 'a', 20]) }),
    () => ({ $in: [value(), value()] }),
    () => ({ $nin: [value()] }),
    () => ({ $exists: random.chance(0.5) }),
    () => ({ $size: random.upTo(3) }),
    () => ({ $mod: [random.between(1, 4), 0] }),
    () => ({ $type: random.pick(['number', 'string', 'null', 'array']) }),
    () => ({ $regex: random.pick(['^a', 'a+b*$', '[a-z]{1,3}', '(a|b)?c', 'é', '(a+)+$', '(a|a)*b']) }),
    () => ({ $not: { $eq: value() } }),
    () => ({ $all: [value()] }),
    () => ({ $elemMatch: random.chance(0.5) ? { $gt: 1 } : { x: value() } }),
    () => value(),
  ];
  if (depth < 3 && random.chance(0.3)) return { [random.pick(['$and', '$or', '$nor'])]: [inner(), inner()] };
  return Object.fromEntries(random.some(FIELDS, 1, 3).map((field) => [field, random.pick<() => unknown>(operators)()]));
}

const PIECES = [
  ...[
    "Hello {{ user.first_name | default: 'there' }}",
    '{{ user }}',
    '{{ trigger | json }}',
    '{{ campaign.name | upcase }}',
  ],
  ...[
    '{% if user.plan == "pro" %}pro{% else %}free{% endif %}',
    '{% for x in trigger.properties.tags %}{{ x }}{% endfor %}',
  ],
  ...[
    '{% for i in (1..100000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
  ],
  ...[
    '{% assign s = "ab" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    "{{ 'a' | repeat: 5 }}",
  ],
  ...[
    "{{ 'now' | date: '%Y %H' }}",
    '{{ user.price | times: 1e300 | divided_by: 0 }}',
    '{{ user.tags | sort | join: "," }}',
  ],
  ...[
    '{{ user.a.b.c.d | size }}',
    "{{ '((((((((' | escape | url_encode }}",
    '{% raw %}{{{% endraw %}',
    '{% capture a %}x{% endcapture %}{{ a }}',
  ],
  ...[
    '{% increment x %}',
    '{% case user.plan %}{% when "pro" %}1{% endcase %}',
    '{{ trigger.properties.inner.deep[1].x }}',
    '{{',
    '{% endif %}',
  ],
  ...[
    "{{ user.first_name | replace: 'A', user.first_name | truncate: 5 }}",
    '{{ user["__proto__"] }}{{ user.constructor.name }}',
    '{{ (1..50000000) | size }}',
  ],
  ...[
    "{{ 'x,y' | split: ',' | first }}",
    '{{ user.first_name | slice: -3, 99999999 }}',
    "{{ 'a' | date: user.first_name }}",
    '{{ 1 | round: 400 }}',
  ],
] as const;

/** Returns a Liquid template. */
export function aTemplate(random: Random): string {
  return random.some(PIECES, 0, 4).join(' ');
}
