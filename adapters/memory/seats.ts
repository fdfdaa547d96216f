import type { Seat, Seats } from '../../core/ports.ts';
import { pageFrom } from './page-from.ts';

interface Wave {
  /** In the order in which they were taken: who boards while the wave leaves is found on a later page. */
  readonly seats: Seat[];
  readonly byEnrollment: Map<string, Seat>;
}

/** Seats in memory. */
export function memorySeats(): Seats {
  const waves = new Map<string, Wave>();
  return {
    async put(seat) {
      const wave: Wave = waves.get(seat.wave) ?? { seats: [], byEnrollment: new Map() };
      waves.set(seat.wave, wave);
      if (wave.byEnrollment.has(seat.enrollmentId)) return;
      wave.byEnrollment.set(seat.enrollmentId, seat);
      wave.seats.push(seat);
    },
    async get(wave, enrollmentId) {
      return waves.get(wave)?.byEnrollment.get(enrollmentId);
    },
    async of(wave, most, cursor) {
      return pageFrom(waves.get(wave)?.seats ?? [], most, cursor);
    },
  };
}
