import { describe, expect, test } from 'vitest';
import { createMemoryServices } from '../../../adapters/memory/services.ts';
import { parseOrigins } from '../../../api/public/allow-origins.ts';
import { createWithdrawnCampaigns } from '../../../api/public/withdrawn-campaigns.ts';
import type { Campaign } from '../../../core/campaign.ts';
import { MINUTE } from '../../../core/contracts/time-span.ts';
import { followUpOfTarget, NOON, Owner } from '../../harness/adapters/sample.ts';

describe('origins', () => {
  test('a list of origins is read with and without spaces, and an empty one allows none', () => {
    expect(parseOrigins('https://shop.example, http://localhost:5173,')).toEqual({
      origins: ['https://shop.example', 'http://localhost:5173'],
    });
    expect(parseOrigins('')).toEqual({ origins: [] });
  });

  test.each([
    '*',
    'https://*.shop.example',
    'shop.example',
    'https://shop.example/',
    'https://shop.example/path',
    'null',
    'file://',
    'https://Shop.example',
  ])('a list with %j is refused', (wrong) => {
    expect(parseOrigins(`https://shop.example,${wrong}`)).toEqual({ wrong });
  });
});

describe('withdrawn campaigns', () => {
  async function openCampaign() {
    const services = createMemoryServices({
      clock: { now: () => NOON },
      log: { warn: () => undefined, logDecisions: () => undefined },
    });
    const owner = new Owner(services);
    await owner.publishes(followUpOfTarget('reminder', 'welcome'));
    return { services, owner };
  }

  test('the messages of a campaign are withdrawn while it is stopped and once it is archived, within a minute (R89)', async () => {
    const { services, owner } = await openCampaign();
    let now = NOON;
    const isWithdrawn = createWithdrawnCampaigns(services.campaigns, { now: () => now });
    expect(await isWithdrawn('reminder')).toBe(false);
    await owner.stops();
    now += MINUTE;
    expect(await isWithdrawn('reminder')).toBe(true);
    await owner.publishes();
    now += MINUTE;
    expect(await isWithdrawn('reminder')).toBe(false);
    await owner.archives();
    now += MINUTE;
    expect(await isWithdrawn('reminder')).toBe(true);
    expect(await isWithdrawn('never saved')).toBe(false);
  });

  test('a campaign is read once a minute, however many messages it has, and again after a failure', async () => {
    let [now, reads, fails] = [NOON, 0, true];
    const get = async (): Promise<Campaign | undefined> => {
      reads += 1;
      if (fails) throw new Error('throttled');
      return undefined;
    };
    const isWithdrawn = createWithdrawnCampaigns({ get }, { now: () => now });
    await expect(isWithdrawn('reminder')).rejects.toThrow('throttled');
    fails = false;
    for (let index = 0; index < 100; index += 1) await isWithdrawn('reminder');
    expect(reads).toBe(2);
    now += MINUTE;
    await isWithdrawn('reminder');
    expect(reads).toBe(3);
  });
});
