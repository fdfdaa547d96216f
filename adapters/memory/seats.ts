import type { Seat, Seats } from '../../core/ports.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

interface WaveSeats {
  /** The seats in the order in which they were taken: one that is taken while the wave leaves is on a later page. */
  readonly seats: Seat[];
  readonly byEnrollment: Map<string, Seat>;
}

/** Creates the seats in memory. */
export function createMemorySeats(): Seats {
  const waves = new Map<string, WaveSeats>();
  return {
    async put(seat) {
      const wave: WaveSeats = waves.get(seat.wave) ?? { seats: [], byEnrollment: new Map() };
      waves.set(seat.wave, wave);
      if (wave.byEnrollment.has(seat.enrollmentId)) return;
      wave.byEnrollment.set(seat.enrollmentId, seat);
      wave.seats.push(seat);
    },
    async get(wave, enrollmentId) {
      return waves.get(wave)?.byEnrollment.get(enrollmentId);
    },
    async listByWave(wave, limit, cursor) {
      return paginateByCursor(waves.get(wave)?.seats ?? [], limit, cursor);
    },
  };
}
