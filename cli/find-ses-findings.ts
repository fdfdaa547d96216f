import * as v from 'valibot';
import type { SendingFinding } from '../core/sending-findings.ts';
import { type ReadSes, SesCallError } from './call-ses.ts';
import { CommandRefusedError } from './terminal.ts';

/** The sender and the configuration set of the emails of an installation. */
export interface SesSender {
  /** An address, or a name and an address. */
  readonly from: string;
  readonly configurationSet: string;
}

/** The types of events without which feedback does not come back. Opens and clicks come only if they are tracked. */
const NEEDED_EVENTS = ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT'] as const;

const identitySchema = v.looseObject({
  VerifiedForSendingStatus: v.optional(v.boolean(), false),
  DkimAttributes: v.optional(
    v.looseObject({ SigningEnabled: v.optional(v.boolean()), Status: v.optional(v.string()) }),
  ),
});
const configurationSetSchema = v.looseObject({
  SendingOptions: v.optional(v.looseObject({ SendingEnabled: v.optional(v.boolean(), true) })),
});
const destinationsSchema = v.looseObject({
  EventDestinations: v.optional(
    v.array(
      v.looseObject({
        Enabled: v.optional(v.boolean(), false),
        MatchingEventTypes: v.optional(v.array(v.string()), []),
        EventBridgeDestination: v.optional(v.unknown()),
        SnsDestination: v.optional(v.unknown()),
      }),
    ),
    [],
  ),
});
const accountSchema = v.looseObject({
  ProductionAccessEnabled: v.optional(v.boolean(), false),
  SendingEnabled: v.optional(v.boolean(), false),
  SendQuota: v.optional(
    v.looseObject({ Max24HourSend: v.optional(v.number(), -1), SentLast24Hours: v.optional(v.number(), 0) }),
  ),
});

/** Finds what is missing at SES for an installation to send emails. Each question that it does not answer is a finding of its own. */
export async function findSesFindings({ from, configurationSet }: SesSender, read: ReadSes): Promise<SendingFinding[]> {
  const found = await Promise.all([
    ask('GetEmailIdentity', () => checkIdentity(from, read)),
    ask('GetConfigurationSet', () => checkConfigurationSet(configurationSet, read)),
    ask('GetAccount', () => checkAccount(read)),
  ]);
  return found.flat();
}

async function ask(call: string, check: () => Promise<SendingFinding[]>): Promise<SendingFinding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof CommandRefusedError) throw error;
    if (!(error instanceof SesCallError) && !v.isValiError(error)) throw error;
    return [{ code: 'ses-unreadable', call, reason: error.message }];
  }
}

/** Checks the domain of a sender, or else its address. */
async function checkIdentity(from: string, read: ReadSes): Promise<SendingFinding[]> {
  const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
  const domain = address.slice(address.lastIndexOf('@') + 1);
  for (const identity of [domain, address]) {
    const answer = await read(['identities', identity]);
    if (answer === undefined) continue;
    const { VerifiedForSendingStatus, DkimAttributes = {} } = v.parse(identitySchema, answer);
    if (!VerifiedForSendingStatus) continue;
    const isSigned = DkimAttributes.SigningEnabled === true && DkimAttributes.Status === 'SUCCESS';
    return isSigned ? [] : [{ code: 'dkim-off', identity }];
  }
  return [{ code: 'identity-unverified', identity: domain }];
}

async function checkConfigurationSet(name: string, read: ReadSes): Promise<SendingFinding[]> {
  const answer = await read(['configuration-sets', name]);
  if (answer === undefined) return [{ code: 'configuration-set-missing', name }];
  const { SendingOptions } = v.parse(configurationSetSchema, answer);
  const { EventDestinations } = v.parse(
    destinationsSchema,
    (await read(['configuration-sets', name, 'event-destinations'])) ?? {},
  );
  const reported = EventDestinations.filter(
    (each) => each.Enabled && (each.EventBridgeDestination !== undefined || each.SnsDestination !== undefined),
  ).flatMap(({ MatchingEventTypes }) => MatchingEventTypes);
  const types = NEEDED_EVENTS.filter((type) => !reported.includes(type));
  return [
    ...(SendingOptions?.SendingEnabled === false
      ? [{ code: 'ses-sending-disabled', of: 'configuration set' } as const]
      : []),
    ...(types.length > 0 ? [{ code: 'events-missing', name, types } as const] : []),
  ];
}

async function checkAccount(read: ReadSes): Promise<SendingFinding[]> {
  const { ProductionAccessEnabled, SendingEnabled, SendQuota } = v.parse(accountSchema, await read(['account']));
  const { Max24HourSend: max = -1, SentLast24Hours: sent = 0 } = SendQuota ?? {};
  return [
    ...(SendingEnabled ? [] : [{ code: 'ses-sending-disabled', of: 'account' } as const]),
    ...(ProductionAccessEnabled ? [] : [{ code: 'sandbox' } as const]),
    // -1 stands for no limit.
    ...(max >= 0 && sent >= max ? [{ code: 'quota-used', sent, max } as const] : []),
  ];
}
