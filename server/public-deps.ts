import type { PublicDeps } from '../api/public/deps.ts';
import { createWithdrawnCampaigns } from '../api/public/withdrawn-campaigns.ts';
import type { Bus } from '../core/ports.ts';
import { applyDeliveryReport } from '../engine/apply-feedback.ts';
import { isStillTracked } from '../engine/is-still-tracked.ts';
import { optOutByLink } from '../engine/opt-out-by-link.ts';
import { reportEntries } from '../engine/report-entries.ts';
import { guessOpenKind } from '../sources/ses/guess-machine.ts';
import type { LocalLinks } from './local-links.ts';
import type { LocalRuntime } from './local-runtime.ts';
import { wrapDeliveries } from './wrap-deliveries.ts';

/** The parts that the public calls of a server work with. */
export interface PublicParts {
  readonly links: LocalLinks;
  readonly bus: Bus;
  /** The origins of pages that may call the inbox from a browser. */
  readonly origins: readonly string[];
}

/** Creates the dependencies of the public calls over the store of one machine. Each change is a transaction. */
export function createPublicDeps({ services }: LocalRuntime, { links, bus, origins }: PublicParts): PublicDeps {
  const { clock, log, backoff, inboxMessages, contacts, campaigns, transaction } = services;
  return {
    clock,
    log,
    tokens: links.tokens,
    inboxMessages: {
      get: (userId, id) => transaction(() => inboxMessages.get(userId, id)),
      list: (userId, cursor) => transaction(() => inboxMessages.list(userId, cursor)),
      write: (message) => transaction(() => inboxMessages.write(message)),
    },
    isWithdrawn: createWithdrawnCampaigns(campaigns, clock),
    report: (entries) => reportEntries(entries, bus),
    optOut: (optOut) => transaction(() => optOutByLink(optOut, contacts)),
    reportDelivery: async (report) => {
      await applyDeliveryReport(report, { log, bus, backoff, deliveries: wrapDeliveries(services) });
    },
    isTracked: (userId, interaction) => transaction(() => isStillTracked(userId, interaction, services)),
    allowedOrigins: origins,
    guessOpenKind: (userAgent) => guessOpenKind({ userAgent }),
  };
}
