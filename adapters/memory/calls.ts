import type { WaveCall } from '../../core/contracts/wave.ts';

/** Calls of waves, of which only the earliest is ever asked for: a binary heap. */
export interface Calls {
  readonly first: WaveCall | undefined;
  add(call: WaveCall): void;
  takeFirst(): WaveCall | undefined;
}

/** No calls yet. */
export function newCalls(): Calls {
  const heap: WaveCall[] = [];
  const place = (call: WaveCall, from: number): void => {
    let hole = from;
    for (let above = (hole - 1) >> 1; hole > 0; above = (hole - 1) >> 1) {
      const other = heap[above];
      if (other === undefined || !isBefore(call, other)) break;
      heap[hole] = other;
      hole = above;
    }
    heap[hole] = call;
  };
  /** Lets the earlier of each two move up, down to the last row; answers where the hole is then. */
  const sink = (): number => {
    let hole = 0;
    for (let below = 1; below < heap.length; below = 2 * hole + 1) {
      const [one, other] = [heap[below], heap[below + 1]];
      if (one === undefined) break;
      const isOther = other !== undefined && isBefore(other, one);
      heap[hole] = isOther ? other : one;
      hole = isOther ? below + 1 : below;
    }
    return hole;
  };
  return {
    get first() {
      return heap[0];
    },
    add: (call) => place(call, heap.length),
    takeFirst() {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) place(last, sink());
      return first;
    },
  };
}

function isBefore(one: WaveCall, other: WaveCall): boolean {
  return one.at < other.at || (one.at === other.at && one.wave.name < other.wave.name);
}
