import type { SqliteServices } from '../../adapters/sqlite/services.ts';
import type { Revised } from '../../core/installation-document.ts';
import type { InstallationDocument, Services } from '../../core/ports.ts';

/** A function that makes a port call wait for its turn. */
export type Gate = <Result>(name: string, port: () => Promise<Result>) => Promise<Result>;

/** Returns the services as one invocation sees them: each port call is scheduled separately and waits for its turn. Pages of seats are short. */
export function gated(base: SqliteServices, gate: Gate, waveStarted: () => void): Services {
  const {
    clock,
    log,
    listeners,
    followUps,
    campaigns,
    pauses,
    settings,
    applyLease,
    publishOrder,
    rows,
    frequencySlots,
    waves,
    seats,
    profiles,
    deliveries,
    inboxMessages,
    contacts,
    suppressions,
    sendRate,
    outbox,
    reporter,
    counts,
    statistics,
    recounts,
    rowWalk,
    arrivals,
    refusals,
    erasures,
    merges,
    mergeHistory,
  } = base;
  const PAGE = 2;
  const gateDocument = <State extends Revised>(
    name: string,
    document: InstallationDocument<State>,
  ): InstallationDocument<State> => ({
    maxAge: document.maxAge,
    getRecent: () => gate(`${name}.recent`, () => document.getRecent()),
    read: () => gate(`${name}.read`, () => document.read()),
    write: (state) => gate(`${name}.write`, () => document.write(state)),
  });
  return {
    clock,
    log,
    senderChannels: base.senderChannels,
    transaction: (work) => work(),
    backoff: base.backoff,
    listeners: { findByKey: (key) => gate(`listeners.under ${key}`, () => listeners.findByKey(key)) },
    followUps: {
      get: (listener) => gate('followUps.get', () => followUps.get(listener)),
      getByPublication: (id, number) => gate('followUps.ofPublication', () => followUps.getByPublication(id, number)),
    },
    campaigns: {
      get: (id) => gate('campaigns.get', () => campaigns.get(id)),
      list: (cursor) => gate('campaigns.list', () => campaigns.list(cursor)),
      getDefinition: (id, version) => gate('campaigns.definition', () => campaigns.getDefinition(id, version)),
      getText: (id, version) => gate(`campaigns.text ${id}`, () => campaigns.getText(id, version)),
      write: (write) => gate('campaigns.write', () => campaigns.write(write)),
    },
    pauses: gateDocument('pauses', pauses),
    arrivals,
    applyLease: gateDocument('applyLease', applyLease),
    publishOrder,
    settings: { defaultZone: settings.defaultZone, ...gateDocument('settings', settings) },
    rows: {
      read: (key) => gate(`rows.read ${key.userId} ${key.campaignId}`, () => rows.read(key)),
      write: (key, row) =>
        gate(`rows.write ${key.userId} ${key.campaignId} rev ${row.rev}`, () => rows.write(key, row)),
      writeBoth: (one, other) =>
        gate(`rows.writeBoth ${one.key.userId} ${other.key.userId} rev ${other.row.rev}`, () =>
          rows.writeBoth(one, other),
        ),
      listByUser: (userId) => gate('rows.ofUser', () => rows.listByUser(userId)),
      remove: (key, row) => gate(`rows.remove ${key.userId} ${key.campaignId}`, () => rows.remove(key, row)),
      removeArchived: (userId, isKept) => gate('rows.removeArchived', () => rows.removeArchived(userId, isKept)),
      archiveDecisions: (key, page) =>
        gate(`rows.layDown ${key.userId} ${page.number}`, () => rows.archiveDecisions(key, page)),
      readArchivedDecisions: (key, pages) => gate('rows.laidDown', () => rows.readArchivedDecisions(key, pages)),
      archiveDecidedTriggers: (key, triggers) =>
        gate(`rows.putKnown ${key.userId}`, () => rows.archiveDecidedTriggers(key, triggers)),
      hasDecidedTrigger: (key, trigger) =>
        gate(`rows.isKnown ${key.userId}`, () => rows.hasDecidedTrigger(key, trigger)),
      archiveMarks: (key, marks) => gate(`rows.putMarks ${key.userId}`, () => rows.archiveMarks(key, marks)),
      readArchivedMarks: (key, values) => gate(`rows.marksOf ${key.userId}`, () => rows.readArchivedMarks(key, values)),
    },
    frequencySlots: {
      read: (userId) => gate(`slots.read ${userId}`, () => frequencySlots.read(userId)),
      write: (userId, slots) =>
        gate(`slots.write ${userId} rev ${slots.rev}`, () => frequencySlots.write(userId, slots)),
      remove: (userId, rev) => gate(`slots.remove ${userId}`, () => frequencySlots.remove(userId, rev)),
    },
    waves: {
      start: (wave) =>
        gate(`waves.start ${wave.name}`, async () => {
          const started = await waves.start(wave);
          waveStarted();
          return started;
        }),
      finish: (wave) => gate(`waves.finish ${wave.name}`, () => waves.finish(wave)),
      listByCampaign: (id, cursor) => gate('waves.ofCampaign', () => waves.listByCampaign(id, cursor)),
      listOpenByPublication: (id, publication, cursor) =>
        gate('waves.openOf', () => waves.listOpenByPublication(id, publication, cursor)),
      listOpenAfter: (open, cursor) => gate('waves.openAfter', () => waves.listOpenAfter(open, cursor)),
      listWaiting: (cursor) => gate('waves.waiting', () => waves.listWaiting(cursor)),
    },
    seats: {
      put: (seat) => gate(`seats.put ${seat.wave} ${seat.userId}`, () => seats.put(seat)),
      get: (wave, id) => gate(`seats.get ${wave}`, () => seats.get(wave, id)),
      remove: (wave, id) => gate(`seats.remove ${wave}`, () => seats.remove(wave, id)),
      listByWave: (wave, max, cursor) =>
        gate(`seats.of ${wave}`, () => seats.listByWave(wave, Math.min(max, PAGE), cursor)),
    },
    profiles: {
      get: (userId) => gate('profiles.get', () => profiles.get(userId)),
      getEventually: (userId) => gate('profiles.glance', () => profiles.getEventually(userId)),
      update: (userId, change) => gate('profiles.change', () => profiles.update(userId, change)),
      updateBoth: (users, change) => gate('profiles.changeBoth', () => profiles.updateBoth(users, change)),
    },
    inboxMessages,
    deliveries: {
      get: (key) => gate(`deliveries.get ${key.channel}`, () => deliveries.get(key)),
      write: (delivery, figures) =>
        gate(`deliveries.write ${delivery.channel} rev ${delivery.rev}`, () => deliveries.write(delivery, figures)),
      readFigures: (campaignId) => gate('deliveries.readFigures', () => deliveries.readFigures(campaignId)),
      listByDispatch: (id) => gate('deliveries.ofDispatch', () => deliveries.listByDispatch(id)),
      removeByDispatch: (id) => gate('deliveries.remove', () => deliveries.removeByDispatch(id)),
      getHalt: (channel) => gate('deliveries.halt', () => deliveries.getHalt(channel)),
      setHalt: (channel, halt) => gate('deliveries.setHalt', () => deliveries.setHalt(channel, halt)),
    },
    contacts: {
      get: (userId, channel) => gate('contacts.get', () => contacts.get(userId, channel)),
      update: (userId, channel, change) => gate('contacts.change', () => contacts.update(userId, channel, change)),
      remove: (userId, channel, rev) => gate('contacts.remove', () => contacts.remove(userId, channel, rev)),
    },
    suppressions: {
      get: (channel, address) => gate('suppressions.get', () => suppressions.get(channel, address)),
      keep: (channel, address, suppression) =>
        gate('suppressions.keep', () => suppressions.keep(channel, address, suppression)),
    },
    sendRate: {
      take: (channel, limits, now) => gate(`sendRate.take ${channel}`, () => sendRate.take(channel, limits, now)),
    },
    outbox: {
      send: (message) => gate(`outbox.send ${message.userId} ${message.campaignId}`, () => outbox.send(message)),
    },
    reporter: {
      report: (entries) => gate('reporter.report', () => reporter.report(entries)),
    },
    announcer: base.announcer,
    counts: {
      add: (id, changes) => gate('counts.add', () => counts.add(id, changes)),
      getByCampaign: (id) => counts.getByCampaign(id),
    },
    statistics: {
      ...statistics,
      add: (id, recount, figures) => gate('statistics.add', () => statistics.add(id, recount, figures)),
    },
    recounts,
    rowWalk,
    refusals: {
      add: (refused, id) => gate('refusals.keep', () => refusals.add(refused, id)),
      list: (cursor) => refusals.list(cursor),
      get: (id) => refusals.get(id),
      markRetried: (id, at) => refusals.markRetried(id, at),
      remove: (id) => gate('refusals.remove', () => refusals.remove(id)),
    },
    erasures: {
      get: (userId) => gate('erasures.get', () => erasures.get(userId)),
      write: (erasure) => gate(`erasures.write rev ${erasure.rev}`, () => erasures.write(erasure)),
      addEnrollments: (userId, found) => gate('erasures.add', () => erasures.addEnrollments(userId, found)),
      listEnrollments: (userId, cursor) => gate('erasures.list', () => erasures.listEnrollments(userId, cursor)),
      removeEnrollment: (userId, each) => gate('erasures.drop', () => erasures.removeEnrollment(userId, each)),
      schedule: (userId, at) => gate('erasures.schedule', () => erasures.schedule(userId, at)),
      removeAcceptedEvents: (userId, until) => erasures.removeAcceptedEvents(userId, until),
      removeMessage: (id, at) => gate('erasures.removeMessage', () => erasures.removeMessage(id, at)),
    },
    mergeHistory: gateDocument('mergeHistory', mergeHistory),
    merges: { schedule: (userId, at) => gate('merges.schedule', () => merges.schedule(userId, at)) },
  };
}
