import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import {
  BEHAVIOR_NAMES,
  type BehaviorName,
  INTERACTION_NAMES,
  type InteractionName,
} from '../../core/contracts/catalogue.ts';
import { behaves, interacts, reminder, story } from '../harness/scenarios/story.ts';

const immediate = (trigger: object) =>
  reminder({ triggers: [trigger], delay: 'none', exceptions: [], reeligibility: 'immediately' });

/** Three details of each interaction: a narrowing of its selector, one that matches it, and one that does not. */
const NARROWED: Readonly<Record<InteractionName, readonly [object, object, object]>> = {
  'in_app_message.viewed': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, { messageVariationId: 'b' }],
  'in_app_message.clicked': [
    { messageVariationId: 'a' },
    { messageVariationId: 'a', buttonId: '0' },
    { buttonId: '0' },
  ],
  'in_app_message.button_clicked': [{ buttonId: '0' }, { buttonId: '0' }, { buttonId: '1' }],
  'email.clicked': [
    { linkUrl: 'https://a.example/' },
    { linkUrl: 'https://a.example/' },
    { linkUrl: 'https://a.example' },
  ],
  'email.alias_clicked': [{ linkAlias: 'hero' }, { linkAlias: 'hero' }, { linkAlias: 'Hero' }],
  'email.opened': [{ openKind: 'human' }, { openKind: 'human' }, { openKind: 'machine' }],
  'push.directly_opened': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, { messageVariationId: null }],
  'push.button_clicked': [{ buttonId: 'yes' }, { buttonId: 'yes' }, { buttonId: 'no' }],
  'push.story_page_clicked': [{ storyPageId: '2' }, { storyPageId: '2' }, { storyPageId: '3' }],
  'conversion.performed': [{ conversionEvent: 'B' }, { conversionEvent: 'B' }, { conversionEvent: 'A' }],
  'email.received': [{ receipt: 'delivered' }, { receipt: 'delivered' }, { receipt: 'sent' }],
  'sms.received': [{ receipt: 'delivered' }, { receipt: 'delivered' }, {}],
  'sms.short_link_clicked': [{ linkUrl: 'https://s.example' }, { linkUrl: 'https://s.example' }, {}],
  'push.received': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'webhook.received': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'control_group.entered': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'content_card.viewed': [{ contentCardId: 'c1' }, { contentCardId: 'c1' }, { contentCardId: 'c2' }],
  'content_card.clicked': [{ contentCardId: 'c1' }, { contentCardId: 'c1' }, {}],
  'content_card.dismissed': [{ contentCardId: 'c1' }, { contentCardId: 'c1' }, { contentCardId: null }],
  'whatsapp.received': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'whatsapp.read': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'whatsapp.clicked': [{ linkUrl: 'https://w.example' }, { linkUrl: 'https://w.example' }, {}],
  'line.clicked': [{ linkUrl: 'https://l.example' }, { linkUrl: 'https://l.example' }, {}],
  'banner.viewed': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
  'banner.clicked': [{ buttonId: '0' }, { buttonId: '0' }, { buttonId: '1' }],
  'banner.dismissed': [{ messageVariationId: 'a' }, { messageVariationId: 'a' }, {}],
};

const BEHAVED: Readonly<Record<BehaviorName, readonly [object, object, object]>> = {
  'purchase.made': [
    { productId: 'hat', currency: 'EUR' },
    { productId: 'hat', currency: 'EUR' },
    { productId: 'hat', currency: 'USD' },
  ],
  'custom_event.performed': [{ name: 'signed-up' }, { name: 'signed-up' }, { name: 'signed-off' }],
  'session.started': [
    { where: { 'properties.screen': 'home' } },
    { properties: { screen: 'home' } },
    { properties: {} },
  ],
};

describe('every interaction', () => {
  test('every interaction of the catalogue has an example here of how it is narrowed', () => {
    expect(INTERACTION_NAMES.toSorted()).toEqual(Object.keys(NARROWED).toSorted());
  });

  test.each(INTERACTION_NAMES)('%s triggers a follow-up that listens to it, and no other', async (interaction) => {
    const another = interaction === 'webhook.received' ? 'email.opened' : 'webhook.received';
    const tale = await story(immediate({ interaction, campaign: 'welcome' }));
    await tale.does('09:30', interacts(interaction, 'ann'));
    await tale.does('09:30', interacts(interaction, 'bob', { campaignId: 'another' }), interacts(another, 'cyd'));
    expect(tale.sent()).toEqual(['ann 09:30']);
  });

  test.each(INTERACTION_NAMES)('%s can be narrowed by a selector', async (interaction) => {
    const [narrowing, matching, notMatching] = NARROWED[interaction];
    const tale = await story(immediate({ interaction, campaign: 'welcome', ...narrowing }));
    await tale.does('09:30', interacts(interaction, 'ann', matching), interacts(interaction, 'bob', notMatching));
    expect(tale.sent()).toEqual(['ann 09:30']);
  });

  test.each(INTERACTION_NAMES)('the interaction %s cancels a wait as an exception', async (interaction) => {
    const triggers = [{ interaction: 'email.received', campaign: 'another' }];
    const exceptions = [{ interaction, campaign: 'welcome' }];
    const tale = await story(reminder({ triggers, exceptions }));
    await tale.does('09:30', interacts('email.received', 'ann', { campaignId: 'another' }));
    await tale.does('09:40', interacts(interaction, 'ann'));
    await tale.until('day 2 09:00');
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test.each(['email.received', 'sms.received'] as const)(
    '%s may be written as sent, in a selector and in an event',
    async (interaction) => {
      const tale = await story(immediate({ interaction, campaign: 'welcome' }), {
        ...immediate({ interaction, campaign: 'welcome', receipt: 'sent' }),
        id: 'explicit',
      });
      await tale.does('09:30', interacts(interaction, 'ann'), interacts(interaction, 'bob', { receipt: 'sent' }));
      await tale.does('09:30', interacts(interaction, 'cyd', { receipt: 'delivered' }));
      expect(tale.sent('reminder')).toEqual(['ann 09:30', 'bob 09:30']);
      expect(tale.sent('explicit')).toEqual(['ann 09:30', 'bob 09:30']);
    },
  );

  test('an interaction is refused with a narrowing that it does not have, and an unknown interaction is refused', () => {
    const faults = (trigger: object) => {
      const check = checkDefinition(immediate(trigger));
      return 'faults' in check ? check.faults.map(({ path }) => path.join('.')) : [];
    };
    expect(faults({ interaction: 'email.opened', campaign: 'welcome', buttonId: '0' })).toEqual([
      'triggers.0.buttonId',
    ]);
    expect(faults({ interaction: 'conversion.performed', campaign: 'welcome', conversionEvent: 'E' })).toEqual([
      'triggers.0.conversionEvent',
    ]);
    expect(faults({ interaction: 'email.eaten', campaign: 'welcome' })).toEqual(['triggers.0.interaction']);
    expect(faults({ interaction: 'email.opened' })).toEqual(['triggers.0.campaign']);
    expect(faults({ behavior: 'purchase.dreamt' })).toEqual(['triggers.0.behavior']);
  });
});

describe('every behavior', () => {
  test.each(BEHAVIOR_NAMES)('%s triggers a follow-up that listens to it, and can be narrowed', async (behavior) => {
    const [narrowing, matching, notMatching] = BEHAVED[behavior];
    const tale = await story(immediate({ behavior }), { ...immediate({ behavior, ...narrowing }), id: 'narrowed' });
    await tale.does(
      '09:30',
      behaves(behavior, 'ann', matching),
      behaves(behavior, 'bob', { name: 'x', ...notMatching }),
    );
    expect(tale.sent('reminder')).toEqual(['ann 09:30', 'bob 09:30']);
    expect(tale.sent('narrowed')).toEqual(['ann 09:30']);
  });

  test.each(BEHAVIOR_NAMES)('the behavior %s cancels a wait as an exception', async (behavior) => {
    const tale = await story(reminder({ exceptions: [{ behavior }] }));
    await tale.does('09:30', interacts('email.received', 'ann'));
    await tale.does('09:40', behaves(behavior, 'ann', { name: 'anything' }));
    expect(await tale.decided('ann')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a purchase can be filtered by its price and properties', async () => {
    const where = { price: { $gte: 20, $lt: 100 }, 'properties.list': { $in: ['summer'] } };
    const tale = await story(immediate({ behavior: 'purchase.made', where }));
    const summer = { properties: { list: 'summer' } };
    const priced = [20, 99.99, 100, 19.99, undefined].map((price, index) =>
      behaves('purchase.made', `user-${index}`, { price, ...summer }),
    );
    await tale.does('09:30', ...priced, behaves('purchase.made', 'bob', { price: 50, properties: { list: 'winter' } }));
    expect(tale.sent()).toEqual(['user-0 09:30', 'user-1 09:30']);
  });
});
