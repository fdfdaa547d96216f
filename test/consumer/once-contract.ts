import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { OnceStore } from '../../consumer/once-store.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const LEASE = 30_000;

/** Holds a store of ids to what `onceFor` needs of it. */
export function onceContract(name: string, createStore: () => OnceStore): void {
  describe(`the ids of ${name}`, () => {
    const createClaim = (id: string = randomUUID()) => ({ id, token: randomUUID() });
    const at = (now: number) => ({ now, until: now + LEASE });

    test('an id can be claimed by one of two calls, and the other learns when the lease ends', async () => {
      const store = createStore();
      const claim = createClaim();
      expect(await store.claim(claim, at(NOW))).toBe('claimed');
      expect(await store.claim(createClaim(claim.id), at(NOW + 1))).toEqual({ leaseUntil: NOW + LEASE });
    });

    test('an id is claimed by the same call again, whose first answer was lost', async () => {
      const store = createStore();
      const claim = createClaim();
      await store.claim(claim, at(NOW));
      expect(await store.claim(claim, at(NOW + 1))).toBe('claimed');
    });

    test('an id can be claimed again when the lease of a crashed call has ended, and not before', async () => {
      const store = createStore();
      const claim = createClaim();
      await store.claim(claim, at(NOW));
      expect(await store.claim(createClaim(claim.id), at(NOW + LEASE))).toEqual({ leaseUntil: NOW + LEASE });
      expect(await store.claim(createClaim(claim.id), at(NOW + LEASE + 1))).toBe('claimed');
    });

    test('an id is done once it is finished, also after the lease', async () => {
      const store = createStore();
      const claim = createClaim();
      await store.claim(claim, at(NOW));
      await store.finish(claim.id, NOW);
      expect(await store.claim(createClaim(claim.id), at(NOW + 10 * LEASE))).toBe('done');
    });

    test('an id is free at once when a claim is given back', async () => {
      const store = createStore();
      const claim = createClaim();
      await store.claim(claim, at(NOW));
      await store.release(claim);
      expect(await store.claim(createClaim(claim.id), at(NOW + 1))).toBe('claimed');
    });

    test('an id keeps the claim of another call when one gives back a claim that it has lost', async () => {
      const store = createStore();
      const [lost, kept] = [createClaim('shared'), createClaim('shared')];
      await store.claim(lost, at(NOW));
      await store.claim(kept, at(NOW + LEASE + 1));
      await store.release(lost);
      expect(await store.claim(createClaim('shared'), at(NOW + LEASE + 2))).toEqual({
        leaseUntil: NOW + 2 * LEASE + 1,
      });
    });

    test('an id stays done when a claim on it is given back late', async () => {
      const store = createStore();
      const claim = createClaim();
      await store.claim(claim, at(NOW));
      await store.finish(claim.id, NOW);
      await store.release(claim);
      expect(await store.claim(createClaim(claim.id), at(NOW))).toBe('done');
    });
  });
}
