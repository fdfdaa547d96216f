import { describe, expect, test } from 'vitest';
import { computeDifference, computeLift } from '../../../core/statistics/compare-rates.ts';
import { computeRate, computeWilsonInterval } from '../../../core/statistics/compute-rate.ts';
import { Random } from '../../simulation/random.ts';

// The expected values of these tests were computed by statsmodels 0.15.0 (Python), which is no part of this project:
// proportion_confint(count, total, 0.05, method='wilson'), confint_proportions_2indep(…, method='newcomb', compare='diff', alpha=0.05) and
// Table2x2([[…]]).riskratio_confint(0.05). 81 of 263, 15 of 148, 0 of 20 and 1 of 29 are the examples of Newcombe (1998), Statistics in
// Medicine 17, 857-872; the differences from 56 of 70 to 10 of 10 those of pages 873-890. 189 of 11,034 and 104 of 11,037 are the
// Physicians' Health Study, whose relative risk of 1.82 (1.43 to 2.31) Agresti gives in Categorical Data Analysis.
const WILSON: readonly (readonly [number, number, number, number])[] = [
  [0, 10, 0, 0.27753279986288926],
  [1, 10, 0.017876213095072924, 0.40415002679523854],
  [10, 10, 0.7224672001371106, 1],
  [81, 263, 0.2552885198782742, 0.36620957698280004],
  [15, 148, 0.06238639953073628, 0.16048724172330803],
  [0, 20, 0, 0.1611251580528194],
  [1, 29, 0.006113214292762667, 0.17175521879320294],
  [50, 100, 0.4038315303659956, 0.5961684696340044],
  [9000, 90000, 0.09805707590866766, 0.10197706893456063],
  [7, 1000000, 3.390867834900855e-6, 1.4450522448827194e-5],
];

const NEWCOMBE: readonly (readonly [number, number, number, number, number, number])[] = [
  [56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614],
  [9, 10, 3, 10, 0.1705227239345029, 0.809017973535488],
  [6, 7, 2, 7, 0.05822792748231209, 0.8062496375242278],
  [5, 56, 0, 29, -0.038137147903536936, 0.19256001385511165],
  [0, 10, 0, 20, -0.1611251580528194, 0.27753279986288926],
  [0, 10, 0, 10, -0.27753279986288926, 0.27753279986288926],
  [10, 10, 0, 20, 0.6790860371419145, 1],
  [10, 10, 0, 10, 0.6075093504305241, 1],
  [4500, 90000, 400, 10000, 0.005740968428372924, 0.013941155455841993],
];

const KATZ: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [56, 70, 48, 80, 1.3333333333333335, 1.0766264227631928, 1.6512485112663873],
  [4500, 90000, 400, 10000, 1.25, 1.1308745689363051, 1.3816740095850593],
  [20, 400, 10, 400, 2, 0.948204702114564, 4.218498380233419],
  [5, 50, 10, 60, 0.6000000000000001, 0.2194565481892005, 1.6404158498366275],
  [189, 11034, 104, 11037, 1.8178017944535074, 1.4330309030505628, 2.305884232422446],
];

const DIGITS = 12;

describe('the rate of a group (R48)', () => {
  test.each(WILSON)(
    'the rate of %i conversions of %i messages has the Wilson interval of another program',
    (count, total, low, high) => {
      const rate = computeRate({ count, total });
      expect(rate?.value).toBeCloseTo(count / total, DIGITS);
      expect(rate?.interval.low).toBeCloseTo(low, DIGITS);
      expect(rate?.interval.high).toBeCloseTo(high, DIGITS);
    },
  );

  test('the rate of no messages is not stated, and nor is one of counts that are no proportion', () => {
    expect(computeRate({ count: 0, total: 0 })).toBeUndefined();
    expect(computeRate({ count: 3, total: 2 })).toBeUndefined();
    expect(computeRate({ count: -1, total: 2 })).toBeUndefined();
  });

  test('the rate of a group has an interval whose ends solve the equation of the score test', () => {
    for (const [count, total] of WILSON) {
      if (count === 0 || count === total) continue;
      const { low, high } = computeWilsonInterval({ count, total });
      for (const end of [low, high]) {
        const score = Math.abs(count / total - end) / Math.sqrt((end * (1 - end)) / total);
        expect(score).toBeCloseTo(1.959963984540054, 6);
      }
    }
  });
});

describe('the lift of a variant over the control group (R48)', () => {
  test.each(KATZ)(
    'the lift of %i of %i against %i of %i has the interval of another program',
    (a, b, c, d, ratio, low, high) => {
      const lift = computeLift({ treated: { count: a, total: b }, control: { count: c, total: d } });
      if (typeof lift === 'string') throw new Error(lift);
      expect(lift.value).toBeCloseTo(ratio - 1, DIGITS);
      expect(lift.interval.low).toBeCloseTo(low - 1, DIGITS);
      expect(lift.interval.high).toBeCloseTo(high - 1, DIGITS);
    },
  );

  test('the lift is a reason in place of a number if a group is empty or has fewer than five users with or without a conversion', () => {
    const control = { count: 10, total: 100 };
    expect(computeLift({ treated: { count: 0, total: 0 }, control })).toBe('no-users');
    expect(computeLift({ treated: control, control: { count: 0, total: 0 } })).toBe('no-users');
    expect(computeLift({ treated: control, control: { count: 0, total: 50 } })).toBe('too-few-conversions');
    expect(computeLift({ treated: { count: 4, total: 100 }, control })).toBe('too-few-conversions');
    expect(computeLift({ treated: { count: 96, total: 100 }, control })).toBe('too-few-without-conversion');
    expect(computeLift({ treated: { count: 100, total: 100 }, control })).toBe('too-few-without-conversion');
    expect(computeLift({ treated: { count: 120, total: 100 }, control })).toBe('no-users');
  });

  test('the interval of the lift contains the true lift in about 95 of 100 experiments, large and small ones, of those in which it is stated', () => {
    const random = new Random(14);
    const drawCount = (users: number, rate: number) =>
      Array.from({ length: users }, () => random.chance(rate)).filter(Boolean).length;
    for (const [treated, control, users] of [
      [0.05, 0.04, 10_000],
      [0.1, 0.1, 400],
      [0.5, 0.4, 60],
    ] as const) {
      let [stated, covered] = [0, 0];
      for (let experiment = 0; experiment < 1_000; experiment += 1) {
        const lift = computeLift({
          treated: { count: drawCount(users, treated), total: users },
          control: { count: drawCount(users / 4, control), total: users / 4 },
        });
        if (typeof lift === 'string') continue;
        stated += 1;
        const truth = treated / control - 1;
        if (lift.interval.low <= truth && truth <= lift.interval.high) covered += 1;
      }
      expect(covered / stated).toBeGreaterThan(0.93);
      expect(covered / stated).toBeLessThan(0.98);
    }
  });
});

describe('the difference between a variant and the control group (R48)', () => {
  test.each(NEWCOMBE)(
    'the difference of %i of %i against %i of %i has the interval of another program',
    (a, b, c, d, low, high) => {
      const difference = computeDifference({ treated: { count: a, total: b }, control: { count: c, total: d } });
      expect(difference?.value).toBeCloseTo(a / b - c / d, DIGITS);
      expect(difference?.interval.low).toBeCloseTo(low, DIGITS);
      expect(difference?.interval.high).toBeCloseTo(high, DIGITS);
    },
  );

  test('the difference is not stated if a group has no users', () => {
    expect(computeDifference({ treated: { count: 0, total: 0 }, control: { count: 1, total: 2 } })).toBeUndefined();
  });
});
