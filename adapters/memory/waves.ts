import type { Instant } from '../../core/contracts/instant.ts';
import { createFirstCall, type Wave, type WaveCall } from '../../core/contracts/wave.ts';
import type { Page, Waves } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { createHeap } from './heap.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

/** The waves and, in place of a state machine, their due calls. */
export interface MemoryWaves extends Waves {
  /** Returns the instant of the next call, if a wave is running. */
  nextCallAt(): Instant | undefined;
  /** Removes and returns the earliest call that is due at an instant. The caller then schedules the next call of the wave, or finishes it. */
  takeDueCall(by: Instant): WaveCall | undefined;
  /** Schedules the next call of a wave. */
  scheduleCall(call: WaveCall): void;
}

const PAGE_SIZE = 100;

interface StartedWave {
  readonly wave: Wave;
  /** The current call; undefined if the wave is done. */
  call: WaveCall | undefined;
}

/** Creates the waves in memory. */
export function createMemoryWaves(): MemoryWaves {
  const waves = new Map<string, StartedWave>();
  const calls = createHeap(isEarlier);
  const nextCall = (): WaveCall | undefined => {
    const isCurrent = (call: WaveCall) => waves.get(call.wave.name)?.call === call;
    while (calls.first !== undefined && !isCurrent(calls.first)) calls.removeFirst();
    return calls.first;
  };
  const ofCampaign = (campaignId: string, cursor: string | undefined): Page<Wave> => {
    const found = [...waves.values()].map(({ wave }) => wave).filter((wave) => wave.campaignId === campaignId);
    return paginateByCursor(found.sort(byDeparture), PAGE_SIZE, cursor);
  };
  return {
    async start(wave) {
      const known = waves.get(wave.name);
      if (known !== undefined) return known.call !== undefined;
      const call = createFirstCall(wave);
      waves.set(wave.name, { wave, call });
      calls.add(call);
      return true;
    },
    async finish({ name }) {
      const known = waves.get(name);
      if (known !== undefined) known.call = undefined;
    },
    async listByCampaign(campaignId, cursor) {
      return ofCampaign(campaignId, cursor);
    },
    async listOpenByPublication(campaignId, publication, cursor) {
      const { items, ...rest } = ofCampaign(campaignId, cursor);
      const isOpen = (wave: Wave) => wave.publication === publication && waves.get(wave.name)?.call !== undefined;
      return { items: items.filter(isOpen), ...rest };
    },
    async listOpenAfter({ campaignId, publication, after, limit }, cursor) {
      const [last = 0] = cursor === undefined ? [] : parseStoreCursor(cursor, /^(\d{1,15})$/).map(Number);
      const from = Math.max(after, last);
      const open = [...waves.values()]
        .filter(({ call }) => call !== undefined)
        .map(({ wave }) => wave)
        .filter((wave) => wave.campaignId === campaignId && wave.publication === publication && wave.departure > from)
        .sort(byDeparture);
      const items = open.slice(0, limit);
      const end = items.at(-1);
      return end === undefined || items.length === open.length ? { items } : { items, cursor: String(end.departure) };
    },
    async listWaiting(cursor) {
      const names = [...waves.values()].flatMap(({ wave, call }) => (call === undefined ? [] : wave.name));
      return paginateByCursor(names.sort(), PAGE_SIZE, cursor);
    },
    nextCallAt: () => nextCall()?.at,
    takeDueCall(by) {
      const next = nextCall();
      return next !== undefined && next.at <= by ? calls.removeFirst() : undefined;
    },
    scheduleCall(call) {
      const known = waves.get(call.wave.name);
      if (known === undefined) return;
      known.call = call;
      calls.add(call);
    },
  };
}

function isEarlier(one: WaveCall, other: WaveCall): boolean {
  return one.at < other.at || (one.at === other.at && one.wave.name < other.wave.name);
}

function byDeparture(one: Wave, other: Wave): number {
  return one.departure - other.departure || one.publication - other.publication;
}
