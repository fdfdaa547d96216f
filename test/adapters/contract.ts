import { afterAll, beforeAll, describe } from 'vitest';
import { testApplyLease } from './contract/apply-lease.ts';
import { testArrivals } from './contract/arrivals.ts';
import { testCampaigns } from './contract/campaigns.ts';
import { testContacts } from './contract/contacts.ts';
import { testCounts } from './contract/counts.ts';
import { testCursors } from './contract/cursors.ts';
import { testDeliveries } from './contract/deliveries.ts';
import { testErasures } from './contract/erasures.ts';
import { testFollowUps } from './contract/follow-ups.ts';
import { testFrequencySlots } from './contract/frequency-slots.ts';
import { testListeners } from './contract/listeners.ts';
import type { OpenPorts } from './contract/open-ports.ts';
import { testOutbox } from './contract/outbox.ts';
import { testPauses } from './contract/pauses.ts';
import { testProfiles } from './contract/profiles.ts';
import { testRefusals } from './contract/refusals.ts';
import { testReporter } from './contract/reporter.ts';
import { testRows } from './contract/rows.ts';
import { testSeats } from './contract/seats.ts';
import { testSendRate } from './contract/send-rate.ts';
import { testSettings } from './contract/settings.ts';
import { testStatistics } from './contract/statistics.ts';
import { testSuppressions } from './contract/suppressions.ts';
import { testTransactions } from './contract/transactions.ts';
import { testWaves } from './contract/waves.ts';

/** Adapters of every port over one store, with a way to close it. */
export interface Opened extends OpenPorts {
  close(): Promise<void>;
}

/** Tests what every adapter of the ports must do. Run it over a new adapter. */
export function adapterContract(name: string, open: () => Promise<Opened>): void {
  describe(`the ports, ${name}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const ports: OpenPorts = {
      get services() {
        return opened.services;
      },
      sent: () => opened.sent(),
      reported: () => opened.reported(),
      endExecution: (wave) => opened.endExecution?.(wave),
    };

    testPauses(ports);
    testArrivals(ports);
    testSettings(ports);
    testApplyLease(ports);
    testRows(ports);
    testFrequencySlots(ports);
    testSeats(ports);
    testWaves(ports);
    testCampaigns(ports);
    testListeners(ports);
    testFollowUps(ports);
    testProfiles(ports);
    testContacts(ports);
    testSuppressions(ports);
    testCounts(ports);
    testStatistics(ports);
    testRefusals(ports);
    testCursors(ports);
    testDeliveries(ports);
    testSendRate(ports);
    testOutbox(ports);
    testReporter(ports);
    testErasures(ports);
    testTransactions(ports);
  });
}
