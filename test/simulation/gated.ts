import type { LocalServices } from '../../adapters/sqlite/services.ts';
import type { Services } from '../../core/ports.ts';

/** Lets a port call wait for its turn. */
export type Gate = <Result>(name: string, port: () => Promise<Result>) => Promise<Result>;

/** The world as one invocation sees it: every port call stands by itself and waits for its turn. Pages of seats are short. */
export function gated(base: LocalServices, gate: Gate, waveStarted: () => void): Services {
  const { clock, log, listeners, followUps, campaigns, rows, waves, seats, profiles, outbox, counts, refusals } = base;
  const PAGE = 2;
  return {
    clock,
    log,
    together: (work) => work(),
    giveWay: base.giveWay,
    listeners: { under: (key) => gate(`listeners.under ${key}`, () => listeners.under(key)) },
    followUps: {
      get: (listener) => gate('followUps.get', () => followUps.get(listener)),
      ofPublication: (id, number) => gate('followUps.ofPublication', () => followUps.ofPublication(id, number)),
    },
    campaigns: {
      get: (id) => gate('campaigns.get', () => campaigns.get(id)),
      list: (cursor) => gate('campaigns.list', () => campaigns.list(cursor)),
      definition: (id, version) => gate('campaigns.definition', () => campaigns.definition(id, version)),
      write: (write) => gate('campaigns.write', () => campaigns.write(write)),
    },
    rows: {
      read: (key) => gate(`rows.read ${key.userId} ${key.campaignId}`, () => rows.read(key)),
      write: (key, row) =>
        gate(`rows.write ${key.userId} ${key.campaignId} rev ${row.rev}`, () => rows.write(key, row)),
      ofUser: (userId) => gate('rows.ofUser', () => rows.ofUser(userId)),
      layDown: (key, page) => gate(`rows.layDown ${key.userId} ${page.number}`, () => rows.layDown(key, page)),
      laidDown: (key, pages) => gate('rows.laidDown', () => rows.laidDown(key, pages)),
      putKnown: (key, triggers) => gate(`rows.putKnown ${key.userId}`, () => rows.putKnown(key, triggers)),
      isKnown: (key, trigger) => gate(`rows.isKnown ${key.userId}`, () => rows.isKnown(key, trigger)),
    },
    waves: {
      start: (wave) =>
        gate(`waves.start ${wave.name}`, async () => {
          const started = await waves.start(wave);
          waveStarted();
          return started;
        }),
      finish: (wave) => gate(`waves.finish ${wave.name}`, () => waves.finish(wave)),
      ofCampaign: (id, cursor) => gate('waves.ofCampaign', () => waves.ofCampaign(id, cursor)),
      openOf: (id, publication, cursor) => gate('waves.openOf', () => waves.openOf(id, publication, cursor)),
    },
    seats: {
      put: (seat) => gate(`seats.put ${seat.wave} ${seat.userId}`, () => seats.put(seat)),
      get: (wave, id) => gate(`seats.get ${wave}`, () => seats.get(wave, id)),
      of: (wave, most, cursor) => gate(`seats.of ${wave}`, () => seats.of(wave, Math.min(most, PAGE), cursor)),
    },
    profiles: {
      get: (userId) => gate('profiles.get', () => profiles.get(userId)),
      glance: (userId) => gate('profiles.glance', () => profiles.glance(userId)),
      change: (userId, change) => gate('profiles.change', () => profiles.change(userId, change)),
    },
    outbox: {
      send: (message) => gate(`outbox.send ${message.userId} ${message.campaignId}`, () => outbox.send(message)),
    },
    announcer: base.announcer,
    counts: { add: (id, changes) => gate('counts.add', () => counts.add(id, changes)), of: (id) => counts.of(id) },
    refusals: {
      keep: (refused, id) => gate('refusals.keep', () => refusals.keep(refused, id)),
      list: (cursor) => refusals.list(cursor),
    },
  };
}
