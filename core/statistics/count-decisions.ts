import type { Decision } from '../contracts/decision.ts';
import type { Conversion } from '../decide/input.ts';
import type { Dispatch } from '../row.ts';
import {
  addFigure,
  CONTROL_GROUP,
  createVariantGroup,
  type FigureSums,
  type Figures,
  formatFigureKey,
  MESSAGES_GROUP,
  toFigures,
  WHOLE_CAMPAIGN,
} from './figures.ts';
import { computeLocalDay } from './local-day.ts';

/** A dispatch, or its absence for a user of the control group: what a conversion counts for (R47). */
type Treatment = Pick<Decision, 'at' | 'decision'> & {
  readonly variant?: string | undefined;
  readonly epoch?: number | undefined;
};

/** The parts of a conversion that its figure depends on. */
type CountedConversion = Pick<Conversion, 'dispatchedAt' | 'letter' | 'variant' | 'isControl' | 'epoch'>;

/** Counts conversions as they happen, each for the day of its dispatch. */
export function countConversions(conversions: readonly CountedConversion[], zone: string): Figures {
  const sums: FigureSums = new Map();
  for (const { dispatchedAt, letter, variant, isControl, epoch } of conversions) {
    const treatment = { at: dispatchedAt, decision: isControl ? 'control' : 'dispatched', variant, epoch } as const;
    addFigure(sums, createConversionKey(treatment, letter, zone), 1);
  }
  return toFigures(sums);
}

/** The zone of the company, whose days are counted, and the number of the recount before which decisions were counted. */
export interface CountOptions {
  readonly zone: string;
  /** Counts only decisions that were counted before this recount began. Absent, it counts all. */
  readonly before?: number;
  /** The decisions that conversions are looked up in, besides those that are counted. */
  readonly earlier?: readonly Decision[];
  /** The dispatches that are looked up if no decision tells of them: those of a merged user, whose decisions stay in another row (R65). */
  readonly dispatches?: readonly Dispatch[] | undefined;
}

/**
 * Counts decisions about a user and a follow-up, each for its day in the zone of the company; a conversion for the day of its dispatch. The
 * group of a message is known from its claim. All else counts for the campaign as a whole, because users are assigned at the claim.
 */
export function countDecisions(decisions: readonly Decision[], options: CountOptions): Figures {
  const { before = Number.POSITIVE_INFINITY, earlier = [] } = options;
  const sums: FigureSums = new Map();
  for (const decision of decisions) {
    if ((decision.counted ?? 0) >= before) continue;
    const key =
      decision.decision === 'converted'
        ? findConversionKey(decision, [...earlier, ...decisions], options)
        : findKey(decision, options.zone);
    if (key !== undefined) addFigure(sums, key, 1);
  }
  return toFigures(sums);
}

function findKey(decision: Decision, zone: string): string | undefined {
  const { at, reason, epoch = 0 } = decision;
  const createKey = (name: Parameters<typeof formatFigureKey>[0]['name'], group: string) =>
    formatFigureKey({ epoch, day: computeLocalDay(at, zone), name, group });
  switch (decision.decision) {
    case 'enrolled':
      return createKey('enrolled', WHOLE_CAMPAIGN);
    case 'withheld':
    case 'cancelled':
      return createKey(`${decision.decision}:${reason ?? 'unknown'}`, WHOLE_CAMPAIGN);
    case 'dispatched':
    case 'control':
      return createKey(decision.decision, findGroup(decision));
    default:
      return undefined;
  }
}

/** Returns the key of a conversion; undefined if the message that it belongs to is not among the decisions. */
function findConversionKey(
  { enrollmentId, conversionEvent }: Decision,
  decisions: readonly Decision[],
  { zone, dispatches = [] }: CountOptions,
): string | undefined {
  const treatment =
    decisions.find((other) => other.enrollmentId === enrollmentId && isTreatment(other)) ??
    dispatches.filter(({ id }) => id === enrollmentId).map(toTreatment)[0];
  if (treatment === undefined || conversionEvent === undefined) return undefined;
  return createConversionKey(treatment, conversionEvent, zone);
}

function toTreatment({ at, isControl, variant, epoch }: Dispatch): Treatment {
  return { at, decision: isControl ? 'control' : 'dispatched', variant, epoch };
}

function createConversionKey(treatment: Treatment, letter: string, zone: string): string {
  const { at, epoch = 0 } = treatment;
  const day = computeLocalDay(at, zone);
  return formatFigureKey({ epoch, day, name: `converted:${letter}`, group: findGroup(treatment) });
}

function isTreatment({ decision }: Treatment): boolean {
  return decision === 'dispatched' || decision === 'control';
}

function findGroup({ decision, variant }: Treatment): string {
  if (decision === 'control') return CONTROL_GROUP;
  return variant === undefined ? MESSAGES_GROUP : createVariantGroup(variant);
}
