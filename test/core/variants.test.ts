import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeSharePart, createAssignment, createSharesDigest } from '../../core/assign-variant.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatFault } from '../../core/contracts/fault.ts';
import { getMessages, listChannels, listMessages } from '../../core/list-messages.ts';
import { sharePartOf, usersWithin } from '../harness/core/share-part.ts';

const push = (body: string) => [{ channel: 'push' as const, body }];
const variant = (name: string, share: number) => ({ name, share, messages: push(name) });
const assigned = (fields: object, userId: string) => createAssignment({ id: 'reminder', ...fields })?.(userId);

describe('the assignment of users to variants and the control group', () => {
  test('the part of a user is the first four bytes of the SHA-256 of campaign and user, modulo 10,000 (R46)', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (campaignId, userId) => {
        fc.pre(userId.isWellFormed());
        expect(computeSharePart(campaignId, userId)).toBe(sharePartOf(campaignId, userId));
      }),
    );
  });

  test('variants have the beginning of the range in their order, and the control group its end (R46)', () => {
    const fields = { controlGroup: 10, variants: [variant('short', 22.5), variant('none', 0), variant('long', 67.5)] };
    const groupOf = (userId: string) => {
      const { variant: name, isControl } = assigned(fields, userId) ?? {};
      return isControl ? 'control' : name;
    };
    const expectAll = (from: number, to: number, group: string) =>
      expect(new Set(usersWithin('reminder', [from, to], 50).map(groupOf))).toEqual(new Set([group]));
    expectAll(0, 2_250, 'short');
    expectAll(2_250, 9_000, 'long');
    expectAll(9_000, 10_000, 'control');
  });

  test('users at the borders of a share belong to one group each (R46)', () => {
    const fields = { controlGroup: 0.01, variants: [variant('a', 33.33), variant('b', 66.66)] };
    expect(usersWithin('reminder', [3_332, 3_333], 1).map((user) => assigned(fields, user)?.variant)).toEqual(['a']);
    expect(usersWithin('reminder', [3_333, 3_334], 1).map((user) => assigned(fields, user)?.variant)).toEqual(['b']);
    expect(usersWithin('reminder', [9_998, 9_999], 1).map((user) => assigned(fields, user)?.variant)).toEqual(['b']);
    expect(usersWithin('reminder', [9_999, 10_000], 1).map((user) => assigned(fields, user)?.isControl)).toEqual([
      true,
    ]);
  });

  test('raising the control group keeps who was in it, and who has which of the first variants (R46)', () => {
    const before = { controlGroup: 10, variants: [variant('a', 40), variant('b', 50)] };
    const after = { controlGroup: 30, variants: [variant('a', 40), variant('b', 30)] };
    for (const user of usersWithin('reminder', [0, 10_000], 500)) {
      const [one, other] = [assigned(before, user), assigned(after, user)];
      if (one?.isControl) expect(other?.isControl).toBe(true);
      if (one?.variant === 'a') expect(other?.variant).toBe('a');
    }
  });

  test('a campaign without variants has a control group, and the other users have no variant (R46)', () => {
    const [inside, outside] = [usersWithin('reminder', [7_500, 10_000], 9), usersWithin('reminder', [0, 7_500], 9)];
    expect(inside.map((user) => assigned({ controlGroup: 25 }, user))).toEqual(inside.map(() => ({ isControl: true })));
    expect(outside.map((user) => assigned({ controlGroup: 25 }, user))).toEqual(outside.map(() => ({})));
  });

  test('a campaign with neither variants nor a control group assigns no one (R46)', () => {
    expect(createAssignment({ id: 'reminder' })).toBeUndefined();
    expect(createAssignment({ id: 'reminder', controlGroup: 0 })).toBeUndefined();
  });

  test('users of the control group are compared with each variant as often as others have it (R46)', () => {
    const fields = { controlGroup: 20, variants: [variant('a', 20), variant('b', 60)] };
    const compared = usersWithin('reminder', [8_000, 10_000], 2_000).map(
      (user) => assigned(fields, user)?.comparedVariant,
    );
    const share = compared.filter((name) => name === 'a').length / compared.length;
    expect(share).toBeGreaterThan(0.21);
    expect(share).toBeLessThan(0.29);
    expect(new Set(compared)).toEqual(new Set(['a', 'b']));
  });

  test('a user of another campaign may have another variant (R46)', () => {
    const users = usersWithin('reminder', [0, 10_000], 200);
    const of = (id: string, user: string) =>
      createAssignment({ id, variants: [variant('a', 50), variant('b', 50)] })?.(user);
    expect(users.some((user) => of('one', user)?.variant !== of('two', user)?.variant)).toBe(true);
  });
});

describe('the digest of the shares of a campaign', () => {
  test('equal shares have one digest, whatever the messages are, and others another (R46)', () => {
    const shares = { controlGroup: 10, variants: [variant('a', 40), variant('b', 50)] };
    const same = { ...shares, variants: shares.variants.map((each) => ({ ...each, messages: push('new') })) };
    expect(createSharesDigest(same)).toBe(createSharesDigest(shares));
    expect(createSharesDigest({ controlGroup: 0 })).toBe(createSharesDigest({}));
    const others = [
      {},
      { controlGroup: 10 },
      { ...shares, controlGroup: 20 },
      { ...shares, variants: shares.variants.toReversed() },
      { ...shares, variants: [variant('a', 40), variant('c', 50)] },
      { ...shares, variants: [variant('a', 40.01), variant('b', 49.99)] },
    ].map(createSharesDigest);
    expect(new Set([createSharesDigest(shares), ...others]).size).toBe(others.length + 1);
  });
});

describe('the messages of a campaign', () => {
  const variants = [
    { name: 'a', share: 50, messages: push('a') },
    { name: 'b', share: 50, messages: [{ channel: 'sms' as const, body: 'b' }, ...push('b')] },
  ];

  test('the messages of all variants are listed with their paths (R46)', () => {
    expect(listMessages({ variants }).map(({ path, variant: name }) => [path.join('.'), name])).toEqual([
      ['variants.0.messages.0', 'a'],
      ['variants.1.messages.0', 'b'],
      ['variants.1.messages.1', 'b'],
    ]);
    expect(listMessages({ messages: push('all') })).toEqual([
      { message: { channel: 'push', body: 'all' }, path: ['messages', 0] },
    ]);
    expect([...listChannels({ variants })]).toEqual(['push', 'sms']);
  });

  test('a variant has its own messages, and no other name has any (R46)', () => {
    expect(getMessages({ variants }, 'b')).toHaveLength(2);
    expect(getMessages({ variants }, 'c')).toEqual([]);
    expect(getMessages({ messages: push('all') })).toEqual(push('all'));
  });
});

const valid = { id: 'reminder', name: 'Reminder', triggers: [{ interaction: 'email.received', campaign: 'welcome' }] };

function faultsOf(fields: object): string[] {
  const checked = checkDefinition({ ...valid, ...fields });
  return 'faults' in checked ? checked.faults.map(formatFault) : [];
}

function warningsOf(fields: object): string[] {
  const checked = checkDefinition({ ...valid, ...fields });
  if ('faults' in checked) throw new Error(checked.faults.map(formatFault).join('\n'));
  return checked.warnings.map(({ path, code }) => `${path.join('.')} ${code}`);
}

const [half, other] = [variant('a', 50), variant('b', 50)];

describe('the check of variants and a control group', () => {
  test.each([
    ['two variants', { variants: [half, other] }],
    ['a control group beside messages', { messages: push('all'), controlGroup: 12.5 }],
    ['a control group of no one', { messages: push('all'), controlGroup: 0 }],
    ['one variant', { variants: [variant('a', 90)], controlGroup: 10 }],
    ['a variant of no one', { variants: [variant('a', 0), variant('b', 100)] }],
    ['thirds', { variants: [variant('a', 33.33), variant('b', 33.33), variant('c', 33.34)] }],
    ['eight variants', { variants: Array.from({ length: 8 }, (_, index) => variant(`v${index}`, 12.5)) }],
  ])('%s are accepted (R46)', (_, fields) => {
    expect(faultsOf(fields)).toEqual([]);
  });

  test.each([
    [{}, 'messages: expected a list of 1 to 10, or variants with messages of their own, found nothing'],
    [
      { messages: push('all'), variants: [half, other] },
      'messages: expected none beside variants, which have messages of their own, found [{"channel":"push","body":"all"}]',
    ],
    [{ variants: [half] }, 'variants: expected shares that, with controlGroup, sum to 100, found 50 in all'],
    [
      { variants: [half, variant('b', 49.99)], controlGroup: 0.02 },
      'variants: expected shares that, with controlGroup, sum to 100, found 100.01 in all',
    ],
    [{ variants: [half, half] }, 'variants.1.name: expected a name of its own, not that of variants.0, found "a"'],
    [{ variants: [] }, 'variants: expected a list of 1 to 8 variants, found []'],
    [
      {
        variants: Array.from({ length: 10 }, (_, index) => variant(`v${index}`, 10)).map(({ name }) =>
          variant(name, 10),
        ),
      },
      /^variants: expected a list of 1 to 8 variants, found/,
    ],
    [
      { variants: [{ ...half, name: 'A b' }, other] },
      'variants.0.name: expected a name of a-z, 0-9 and -, at most 48 characters, found "A b"',
    ],
    [
      { variants: [variant('a', 33.333), variant('b', 66.667)] },
      'variants.0.share: expected a percentage of 0 to 100 with at most two decimals, found 33.333',
    ],
    [
      { messages: push('all'), controlGroup: 101 },
      'controlGroup: expected a percentage of 0 to 100 with at most two decimals, found 101',
    ],
    [
      { messages: push('all'), controlGroup: -1 },
      'controlGroup: expected a percentage of 0 to 100 with at most two decimals, found -1',
    ],
    [{ variants: [{ name: 'a', share: 50 }, other] }, 'variants.0.messages: expected a list of 1 to 10, found nothing'],
    [{ variants: [{ ...half, messages: [] }, other] }, 'variants.0.messages: expected a list of 1 to 10, found []'],
    [{ variants: [{ ...half, weight: 1 }, other] }, /^variants\.0\.weight: expected one of the known fields/],
    [
      { variants: [half, { ...other, messages: [{ channel: 'push', body: '{{ someone }}' }] }] },
      /^variants\.1\.messages\.0\.body: expected user, trigger or campaign/,
    ],
    [
      { variants: [half, { ...other, messages: [{ channel: 'webhook', url: '{{ user.url }}' }] }] },
      /^variants\.1\.messages\.0\.url: expected a URL that begins with https/,
    ],
  ])('%j is a fault of its field (R46)', (fields, expected) => {
    expect(faultsOf(fields)[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('an ignored name of a field in the message of a variant is a fault of its field (R46)', () => {
    const messages = JSON.parse('[{ "channel": "push", "body": "a", "__proto__": {} }]');
    expect(faultsOf({ variants: [{ ...half, messages }, other] })).toEqual([
      'variants.0.messages.0.__proto__: expected only known fields, found an unknown field',
    ]);
  });

  test('a warning about a message of a variant has the path of the message (R46)', () => {
    const html = '<img src="http://shop.example/a.png">';
    const messages = [
      { channel: 'email', subject: 'Hi', html },
      { channel: 'webhook', url: 'http://hooks.example/a?token=aB3dE5gH7jK9mN1pQ3sT5vW7' },
    ];
    expect(warningsOf({ variants: [half, { ...other, messages }] })).toEqual([
      'variants.1.messages.1.url secret',
      'variants.1.messages.1.url plain-http',
      'variants.1.messages.0.html image-without-alt',
      'variants.1.messages.0.html insecure-link',
      'variants.1.messages.0.html no-unsubscribe-link',
    ]);
  });

  test('a campaign that sends no one a message is warned of (R46)', () => {
    expect(warningsOf({ messages: push('all'), controlGroup: 100 })).toEqual(['controlGroup all-in-control']);
  });

  test('a campaign that is too large because of its variants names them as the largest field (R46)', () => {
    const messages = Array.from({ length: 4 }, () => ({ channel: 'email', subject: 'Hi', body: 'x'.repeat(60_000) }));
    const found = faultsOf({
      variants: [
        { ...half, messages },
        { ...other, messages },
      ],
    });
    expect(found).toEqual([expect.stringMatching(/^variants: expected a campaign of at most 262,144 bytes/)]);
  });
});
