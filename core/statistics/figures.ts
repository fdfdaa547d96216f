/** The outcomes of deliveries that are counted, each once for a delivery: that it was sent, and the first report of each kind. */
export const DELIVERY_COUNTS = ['sent', 'delivered', 'opened', 'clicked', 'bounced'] as const;
export type DeliveryCount = (typeof DELIVERY_COUNTS)[number];

/** The name of a figure: the number of decisions, by reason where they have one, of conversions, by letter, or of deliveries, by channel. */
export type FigureName =
  | 'enrolled'
  | 'dispatched'
  | 'control'
  | `withheld:${string}`
  | `cancelled:${string}`
  | `converted:${string}`
  | `${DeliveryCount}:${string}`;

/** The group of a figure that belongs to the campaign as a whole, because its users are assigned to no group yet. */
export const WHOLE_CAMPAIGN = '';
/** The group of the users who are sent the messages of a campaign without variants. */
export const MESSAGES_GROUP = 'messages';
/** The group of the users who are sent no message, for comparison (R46). */
export const CONTROL_GROUP = 'control';

const VARIANT_PREFIX = 'variant:';

/** Returns the group of the users who are sent a variant. */
export function createVariantGroup(variant: string): string {
  return `${VARIANT_PREFIX}${variant}`;
}

/** Returns the variant of a group. */
export function parseVariantGroup(group: string): string {
  return group.slice(VARIANT_PREFIX.length);
}

/** A figure: what is counted, of which group, in which epoch of the shares, for which day of the company. */
export interface FigureKey {
  /** The number of the epoch, counted from 0. A change of the shares begins a new one. */
  readonly epoch: number;
  /** The day, such as `2026-12-01`, of the decision; of a conversion that of its dispatch. */
  readonly day: string;
  readonly name: FigureName;
  readonly group: string;
}

/** Figures by their key as text. */
export type Figures = Readonly<Record<string, number>>;

/** Figures that are added up. */
export type FigureSums = Map<string, number>;

/** Formats the key of a figure. The group comes last, because names of variants are free text. */
export function formatFigureKey({ epoch, day, name, group }: FigureKey): string {
  return `${epoch}|${day}|${name}|${group}`;
}

const FIGURE_NAME = `enrolled|dispatched|control|(?:withheld|cancelled|converted|${DELIVERY_COUNTS.join('|')}):[^|]+`;
const FIGURE_KEY = new RegExp(`^(\\d+)\\|(\\d{4}-\\d{2}-\\d{2})\\|(${FIGURE_NAME})\\|(.*)$`, 's');
const WHOLE_NAME = new RegExp(`^(?:${FIGURE_NAME})$`);

/** Parses the key of a figure. Returns undefined if the text is none. */
export function parseFigureKey(text: string): FigureKey | undefined {
  const parts = FIGURE_KEY.exec(text);
  const [, epoch, day, name, group] = parts ?? [];
  if (epoch === undefined || day === undefined || group === undefined || !isFigureName(name)) return undefined;
  return { epoch: Number(epoch), day, name, group };
}

function isFigureName(text: string | undefined): text is FigureName {
  return text !== undefined && WHOLE_NAME.test(text);
}

/** Adds a number to the sum of a figure. */
export function addFigure(sums: FigureSums, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

/** Adds figures to sums. */
export function addFigures(sums: FigureSums, figures: Figures): void {
  for (const [key, count] of Object.entries(figures)) addFigure(sums, key, count);
}

/** Returns sums as figures, in the order of their keys. */
export function toFigures(sums: FigureSums): Figures {
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
