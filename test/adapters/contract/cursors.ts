import { describe, expect, test } from 'vitest';
import { InvalidCursorError } from '../../../core/store-cursor.ts';
import { fresh } from '../../harness/adapters/sample.ts';
import type { OpenPorts } from './open-ports.ts';

/** Tests the cursors of lists of an adapter. */
export function testCursors(ports: OpenPorts): void {
  describe('cursors', () => {
    const strange = ['', 'none of ours', '1.5', '1..2', '17..3|', '\ud800', 'é'.repeat(2_000)];
    test.each(strange)('a cursor that no page ended with (%j) is refused, and no empty page (R68)', async (cursor) => {
      const campaignId = fresh('campaign');
      const lists: Readonly<Record<string, () => Promise<unknown>>> = {
        refusals: () => ports.services.refusals.list(cursor),
        campaigns: () => ports.services.campaigns.list(cursor),
        waves: () => ports.services.waves.listByCampaign(campaignId, cursor),
        'open waves': () => ports.services.waves.listOpenByPublication(campaignId, 1, cursor),
        'waves after an instant': () =>
          ports.services.waves.listOpenAfter({ campaignId, publication: 1, after: 0, limit: 10 }, cursor),
        seats: () => ports.services.seats.listByWave(fresh('wave'), 10, cursor),
      };
      for (const [name, list] of Object.entries(lists)) await expect(list(), name).rejects.toThrow(InvalidCursorError);
    });

    test.each(['-1', 'NaN', '9'.repeat(20)])(
      'a number that the list has not reached (%s) is refused (R68)',
      async (cursor) => {
        await expect(ports.services.refusals.list(cursor)).rejects.toThrow(InvalidCursorError);
        await expect(ports.services.waves.listByCampaign(fresh('campaign'), cursor)).rejects.toThrow(
          InvalidCursorError,
        );
      },
    );
  });
}
