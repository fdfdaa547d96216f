import { describe, expect, test } from 'vitest';
import { createSizeKey, sumByDeparture } from '../../console/departures/sum-by-departure.ts';

const wave = (campaignId: string, departure: string, publication = 1) => ({
  ...{ name: `${campaignId}.${publication}.${departure}`, campaignId, departure, publication, restarts: 0 },
});
const sizes = (...all: readonly (readonly [string, string, number, boolean])[]) =>
  new Map(
    all.map(([campaignId, departure, waiting, isAtLeast]) => [
      createSizeKey(campaignId, departure),
      { departure, waiting, isAtLeast },
    ]),
  );

describe('the picture of the departures of all campaigns', () => {
  test('the users of all campaigns that depart at the same instant are one bar, which says if more may wait', () => {
    const waves = [wave('a', 'noon'), wave('b', 'noon'), wave('a', 'night')];
    const counted = sizes(['a', 'noon', 3, false], ['b', 'noon', 100, true], ['a', 'night', 2, false]);
    expect(sumByDeparture(waves, counted)).toEqual({
      departures: [
        { departure: 'noon', waiting: 103, isAtLeast: true },
        { departure: 'night', waiting: 2, isAtLeast: false },
      ],
      uncounted: 0,
    });
  });

  test('the number of waves that were not counted is known, and publications of one departure count once', () => {
    const waves = [wave('a', 'noon'), wave('a', 'noon', 2), wave('b', 'noon'), wave('c', 'night')];
    expect(sumByDeparture(waves, sizes(['a', 'noon', 3, false]))).toEqual({
      departures: [{ departure: 'noon', waiting: 3, isAtLeast: false }],
      uncounted: 2,
    });
  });
});
