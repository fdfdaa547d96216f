import type { OnceStore } from '../../consumer/once-store.ts';

/** A store of ids in memory, the twin of the one over DynamoDB. */
export class OnceStoreInMemory implements OnceStore {
  readonly #items = new Map<string, { readonly token: string; readonly leaseUntil: number } | 'done'>();

  readonly claim: OnceStore['claim'] = async ({ id, token }, { now, until }) => {
    const item = this.#items.get(id);
    if (item === 'done') return 'done';
    if (item !== undefined && item.leaseUntil >= now && item.token !== token) return { leaseUntil: item.leaseUntil };
    this.#items.set(id, { token, leaseUntil: until });
    return 'claimed';
  };

  readonly finish: OnceStore['finish'] = async (id) => {
    this.#items.set(id, 'done');
  };

  readonly release: OnceStore['release'] = async ({ id, token }) => {
    const item = this.#items.get(id);
    if (item !== undefined && item !== 'done' && item.token === token) this.#items.delete(id);
  };
}
