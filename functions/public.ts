import { handle } from 'hono/aws-lambda';
import { INTERACTIVE_CALL_LIMITS } from '../adapters/aws/clients.ts';
import { parseOrigins } from '../api/public/allow-origins.ts';
import { createPublicApi } from '../api/public/public.ts';
import { createWithdrawnCampaigns } from '../api/public/withdrawn-campaigns.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { applyDeliveryReport } from '../engine/apply-feedback.ts';
import { isStillTracked } from '../engine/is-still-tracked.ts';
import { optOutByLink } from '../engine/opt-out-by-link.ts';
import { reportEntries } from '../engine/report-entries.ts';
import { guessOpenKind } from '../sources/ses/guess-machine.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { createContainer } from './runtime/container.ts';
import { defineHandler } from './runtime/define-handler.ts';
import type { HttpAnswer, HttpEvent } from './runtime/http-event.ts';
import { restorePath } from './runtime/restore-path.ts';
import { createTokensReader } from './runtime/tokens-reader.ts';

/** The handler of the public API: links in messages, the page to unsubscribe, and inboxes. */
export const createHandler = defineHandler<HttpEvent, HttpAnswer>(({ services, deadline }) => {
  const { clock, log, inboxMessages, campaigns, contacts, bus } = services;
  const origins = parseOrigins(process.env[ENVIRONMENT.publicOrigins] ?? '');
  if ('wrong' in origins) throw new Error(`${ENVIRONMENT.publicOrigins}: expected origins, found "${origins.wrong}"`);
  const readTokens = createTokensReader(deadline, () => clock.now());
  let [rawPath, tokens]: [string, Tokens | undefined] = ['', undefined];
  const app = createPublicApi(
    {
      clock,
      log,
      tokens: { read: (kind, token) => tokens?.read(kind, token) },
      inboxMessages,
      isWithdrawn: createWithdrawnCampaigns(campaigns, clock),
      report: (entries) => reportEntries(entries, bus),
      optOut: (optOut) => optOutByLink(optOut, contacts),
      reportDelivery: async (report) => {
        await applyDeliveryReport(report, services);
      },
      isTracked: (userId, interaction) => isStillTracked(userId, interaction, services),
      allowedOrigins: origins.origins,
      guessOpenKind: (userAgent) => guessOpenKind({ userAgent }),
    },
    () => rawPath,
  );
  const answer = handle(app);
  return async (event, context) => {
    tokens = await readTokens();
    rawPath = event.rawPath;
    return answer({ ...event, rawPath: restorePath(event) }, context);
  };
});

export const handler = createHandler(createContainer(INTERACTIVE_CALL_LIMITS));
