import { describe, expect, test } from 'vitest';
import { METRICS } from '../../core/contracts/metrics.ts';
import { emittedIn } from '../harness/lib/emitted.ts';
import { shownIn } from '../harness/lib/shown.ts';
import { installed } from '../harness/lib/synthesized.ts';

const installation = installed({ stage: 'prod' });
const emitted = emittedIn(installation);
const shown = shownIn(installation);

describe('what operators are shown', () => {
  test('is emitted: by its namespace, its name and its dimensions', () => {
    expect(shown.length).toBeGreaterThan(10);
    for (const { where, shows } of shown) expect(emitted.filter(shows).length, where).toBeGreaterThan(0);
  });

  test('is all that the doors count: each metric is drawn, or alarmed on', () => {
    expect(new Set(emitted.map(({ name }) => name))).toEqual(new Set(Object.values(METRICS).map(({ name }) => name)));
    const unseen = emitted.filter((metric) => !shown.some(({ shows }) => shows(metric)));
    expect(unseen).toEqual([]);
  });

  test('is not what another installation of the account emits', () => {
    const others = emittedIn(installed({ stage: 'test' }));
    for (const { where, shows } of shown) expect(others.filter(shows), where).toEqual([]);
  });
});
