import type { Seat, Seats } from '../../core/ports.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

interface WaveSeats {
  /** The seats in the order in which they were taken: one that is taken while the wave leaves is on a later page. A removed one leaves a gap. */
  seats: (Seat | undefined)[];
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
    async remove(wave, enrollmentId) {
      const found = waves.get(wave);
      if (found === undefined || !found.byEnrollment.delete(enrollmentId)) return;
      // A cursor counts seats: the others keep their places.
      found.seats = found.seats.map((seat) => (seat?.enrollmentId === enrollmentId ? undefined : seat));
    },
    async listByWave(wave, limit, cursor) {
      const { items, ...next } = paginateByCursor(waves.get(wave)?.seats ?? [], limit, cursor);
      return { items: items.filter((seat) => seat !== undefined), ...next };
    },
  };
}
