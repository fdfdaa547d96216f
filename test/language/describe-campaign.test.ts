import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { ENGLISH_CAMPAIGN_SENTENCES as ENGLISH } from '../../language/campaign-sentences-en.ts';
import { PORTUGUESE_CAMPAIGN_SENTENCES as PORTUGUESE } from '../../language/campaign-sentences-pt-br.ts';
import { describeCampaign, describeSelector } from '../../language/describe-campaign.ts';

/** Returns the definition of a campaign file, with its defaults. */
function define(fields: object): Definition {
  const checked = checkDefinition({
    id: 'resend-welcome',
    name: 'Resend the welcome email',
    triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
    ...('variants' in fields ? {} : { messages: [{ channel: 'push', body: 'Hello again' }] }),
    ...fields,
  });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  return checked.definition;
}

describe('the description of a campaign', () => {
  test('the description of a campaign names its trigger, its delay, its channel and how often it is received', () => {
    const definition = define({ delay: '1 day' });
    expect(describeCampaign(definition, ENGLISH)).toBe(
      'When a user receives the email of welcome-email, it waits 1 day and then sends a push notification. Each user receives it at most once.',
    );
    expect(describeCampaign(definition, PORTUGUESE)).toBe(
      'Quando um usuário recebe o e-mail de welcome-email, a campanha espera 1 dia e então envia uma notificação push. Cada usuário a recebe no máximo uma vez.',
    );
  });

  test('the description of a campaign without a delay says that it sends at once, on all of its channels', () => {
    const definition = define({
      triggers: [{ behavior: 'session.started' }, { behavior: 'purchase.made', productId: 'tea' }],
      messages: [
        { channel: 'push', body: 'Hello' },
        { channel: 'sms', body: 'Hello' },
        { channel: 'push', body: 'Hello again' },
      ],
      reeligibility: 'immediately',
    });
    expect(describeCampaign(definition, ENGLISH)).toBe(
      'When a user starts a session or buys a product (product “tea”), it sends a push notification and an SMS at once. A user may receive it again at any time.',
    );
    expect(describeCampaign(definition, PORTUGUESE)).toContain(
      'Quando um usuário inicia uma sessão ou compra um produto (produto “tea”), a campanha envia uma notificação push e um SMS imediatamente.',
    );
  });

  test('the description of a campaign says what cancels it, for whom it is, and who is sent nothing', () => {
    const definition = define({
      delay: '2 weeks',
      exceptions: [
        { behavior: 'custom_event.performed', name: 'cart', sameAsTrigger: ['properties.sku'] },
        { behavior: 'purchase.made', where: { price: { $gte: 20, $lt: 50 } }, includeRefunds: true },
      ],
      audience: { plan: 'pro', country: { $in: ['BR', 'PT'] }, age: { $exists: true }, $or: [{ a: 1 }, { b: 2 }] },
      recheckAudience: true,
      controlGroup: 12.5,
      variants: [
        { name: 'short', share: 40, messages: [{ channel: 'push', body: 'Hello' }] },
        { name: 'long', share: 47.5, messages: [{ channel: 'push', body: 'Hello, hello' }] },
      ],
      reeligibility: '30 days',
    });
    expect(describeCampaign(definition, ENGLISH)).toBe(
      'When a user receives the email of welcome-email, it waits 2 weeks and then sends a push notification. ' +
        'The messages come in variants: short (40%) and long (47.5%). ' +
        'It sends nothing if, while they wait, the user performs a custom event (name “cart”, with the same properties.sku as the trigger)' +
        ' or buys a product (where price is at least 20 and price is less than 50, refunds included). ' +
        'It is only for users of whom plan is “pro”, country is “BR” or “PT”, age is known, and $or [{"a":1},{"b":2}], which is checked again before the message leaves. ' +
        '12.5% of the users are in the control group and are sent nothing. ' +
        'A user may receive it again after 30 days.',
    );
    expect(describeCampaign(definition, PORTUGUESE)).toMatch(/12,5% dos usuários .* depois de 30 dias\.$/);
  });

  test('the description of a campaign names times of the calendar with their zone, and formats its duration', () => {
    const duration = { start: '2026-12-01T00:00:00Z', end: '2027-01-01T00:00:00Z' };
    const weekday = define({ delay: { next: 'saturday', at: '09:00' }, duration });
    expect(describeCampaign(weekday, ENGLISH, (instant) => instant.slice(0, 10))).toContain(
      'it waits until the next Saturday at 09:00 in the time zone of the user and then sends a push notification. It runs from 2026-12-01 to 2027-01-01.',
    );
    expect(describeCampaign(weekday, PORTUGUESE)).toContain('até o próximo sábado às 09:00 no fuso horário do usuário');
    const days = define({ delay: { in: '3 days', at: '18:30', zone: 'company' } });
    expect(describeCampaign(days, ENGLISH)).toContain('until 18:30 in the time zone of the company, 3 days later and');
    expect(describeCampaign(days, PORTUGUESE)).toContain('até as 18:30 no fuso horário da empresa, 3 dias depois');
  });

  test('the description of a campaign says what its quiet hours do, and that transactional messages need no consent', () => {
    const held = define({ quietHours: { from: '22:00', to: '08:00' }, purpose: 'transactional' });
    expect(describeCampaign(held, ENGLISH)).toContain('Between 22:00 and 08:00 messages are held');
    expect(describeCampaign(held, ENGLISH)).toContain('they need no consent');
    const withheld = define({ quietHours: { from: '22:00', to: '08:00', then: 'withhold' } });
    expect(describeCampaign(withheld, PORTUGUESE)).toContain('as mensagens são retidas');
    expect(describeCampaign(define({ quietHours: 'none' }), ENGLISH)).not.toContain('Between');
  });

  test.each([ENGLISH, PORTUGUESE])(
    'an audience without a condition is described as everyone, and an exception without one as any of its kind',
    (sentences) => {
      const fields = { delay: '1 day', exceptions: [{ behavior: 'purchase.made' }] };
      const empty = define({ ...fields, audience: {}, exceptions: [{ behavior: 'purchase.made', where: {} }] });
      expect(describeCampaign(empty, sentences)).toBe(describeCampaign(define(fields), sentences));
    },
  );

  test('a condition that asks for an empty object is described as it is written', () => {
    expect(describeCampaign(define({ audience: { plan: {} } }), ENGLISH)).toContain(
      'only for users of whom plan is {}.',
    );
  });

  test('a delay of no time is described like none', () => {
    for (const delay of ['0 seconds', '0 days'])
      expect(describeCampaign(define({ delay }), ENGLISH)).toBe(describeCampaign(define({ delay: 'none' }), ENGLISH));
  });

  test('the description of a campaign of another tool says that nothing is sent from here', () => {
    const definition: Definition = { id: 'welcome', name: 'Welcome', sentElsewhere: true };
    expect(describeCampaign(definition, ENGLISH)).toMatch(/^Another tool sends this campaign\./);
    expect(describeCampaign(definition, PORTUGUESE)).toMatch(/^Outra ferramenta envia esta campanha\./);
  });

  test.each([ENGLISH, PORTUGUESE])(
    'each interaction and each behavior has a phrase of its own, in both languages',
    (sentences) => {
      const phrases = [
        ...INTERACTION_NAMES.map((interaction) => describeSelector({ interaction, campaign: 'target' }, sentences)),
        ...BEHAVIOR_NAMES.map((behavior) => describeSelector({ behavior }, sentences)),
      ];
      expect(new Set(phrases).size).toBe(INTERACTION_NAMES.length + BEHAVIOR_NAMES.length);
    },
  );
});
