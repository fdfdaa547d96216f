import * as v from 'valibot';
import { CHANNELS } from './definition.ts';

/** The reasons why a channel cannot be used for a user, in the order in which they are judged (R83). */
export const UNREACHABLE_REASONS = ['unsubscribed', 'unreachable', 'undeliverable'] as const;
export type UnreachableReason = (typeof UNREACHABLE_REASONS)[number];

/** The reasons why a dispatch leaves out a channel: it cannot be used, or the user has had as many of its messages as a cap allows (R45). */
const LEFT_OUT_REASONS = [...UNREACHABLE_REASONS, 'capped'] as const;

/** The schema of a channel that a dispatch leaves out, and why (R45, R83). */
export const leftOutChannelSchema = v.object({
  channel: v.picklist(CHANNELS),
  reason: v.picklist(LEFT_OUT_REASONS),
});

/** A channel that a dispatch leaves out, and why (R45, R83). */
export type LeftOutChannel = Readonly<v.InferOutput<typeof leftOutChannelSchema>>;
