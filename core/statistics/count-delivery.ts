import type { Delivery } from '../delivery.ts';
import {
  addFigure,
  createVariantGroup,
  type DeliveryCount,
  type FigureSums,
  type Figures,
  formatFigureKey,
  MESSAGES_GROUP,
  toFigures,
} from './figures.ts';

/**
 * Counts what a change of a delivery adds to the statistics of its campaign (R48): that it was sent, and the first report of each kind, for
 * the day and the epoch of its dispatch. One that turns out to be rejected was not sent. Returns nothing for a campaign without statistics.
 */
export function countDelivery(before: Delivery, after: Delivery): Figures {
  const { statistics, channel, variant } = after;
  if (statistics === undefined) return {};
  const sums: FigureSums = new Map();
  const group = variant === undefined ? MESSAGES_GROUP : createVariantGroup(variant);
  const add = (name: DeliveryCount, by: number) =>
    addFigure(sums, formatFigureKey({ ...statistics, name: `${name}:${channel}`, group }), by);
  for (const name of listReached(after)) if (!listReached(before).includes(name)) add(name, 1);
  for (const name of listReached(before)) if (!listReached(after).includes(name)) add(name, -1);
  return toFigures(sums);
}

/** Returns what is true of a delivery that statistics count. */
function listReached(delivery: Delivery): DeliveryCount[] {
  if (delivery.state !== 'sent') return [];
  const { deliveredAt, openedAt, clickedAt, bouncedAt } = delivery;
  return [
    'sent',
    ...(deliveredAt === undefined ? [] : ['delivered' as const]),
    ...(openedAt === undefined ? [] : ['opened' as const]),
    ...(clickedAt === undefined ? [] : ['clicked' as const]),
    ...(bouncedAt === undefined ? [] : ['bounced' as const]),
  ];
}
