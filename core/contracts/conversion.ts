import * as v from 'valibot';
import { NARROWINGS } from './catalogue.ts';
import { closedObject } from './fault.ts';
import { createSelectorSchemas, findSelectorSchema, type Selector } from './selector.ts';
import { DAY, parseTimeSpan, SECOND, TIME_SPAN_EXPECTED, TIME_SPAN_PATTERN, type TimeSpan } from './time-span.ts';

/** The letters of the conversion events of a campaign (R47). */
export const CONVERSION_LETTERS = NARROWINGS.conversionEvent;
export type ConversionLetter = (typeof CONVERSION_LETTERS)[number];

/** The longest deadline of a conversion after its dispatch (R47). */
export const MAX_CONVERSION_SPAN: TimeSpan = 30 * DAY;

/** A conversion event of a campaign: what the user does, and within which time after the dispatch. */
export type ConversionDefinition = Selector & { readonly within: string };

/** The conversion events of a campaign, by letter. */
export type ConversionDefinitions = { readonly [Letter in ConversionLetter]?: ConversionDefinition | undefined };

const WITHIN_EXPECTED = `${TIME_SPAN_EXPECTED}, from 1 second to 30 days`;
const withinSchema = v.pipe(
  v.string(WITHIN_EXPECTED),
  v.regex(TIME_SPAN_PATTERN, WITHIN_EXPECTED),
  v.check(isInRange, WITHIN_EXPECTED),
);

/** Returns whether a deadline is in its range. What is no span is a fault already. */
function isInRange(text: string): boolean {
  const span = parseTimeSpan(text);
  return span === undefined || (span >= SECOND && span <= MAX_CONVERSION_SPAN);
}

const CONVERSION_SCHEMAS = createSelectorSchemas({ within: withinSchema });

/** The schema of one conversion event. It checks by the schema of the interaction or behavior that it names. */
const conversionSchema = v.pipe(
  v.lazy((input) => findSelectorSchema(CONVERSION_SCHEMAS, input)),
  v.custom<ConversionDefinition>(hasDeadline, WITHIN_EXPECTED),
);

function hasDeadline(input: unknown): input is ConversionDefinition {
  return typeof input === 'object' && input !== null && 'within' in input;
}

/** The schema of a conversion event as one union of all kinds of selectors. The JSON Schema is generated from it. */
export const conversionUnionSchema = v.union([...CONVERSION_SCHEMAS.values()]);

const CONVERSIONS_EXPECTED = 'at least one of the conversion events A, B, C and D';

function createConversionsSchema<Conversion>(conversion: v.GenericSchema<unknown, Conversion>) {
  return v.pipe(
    closedObject({
      A: v.optional(conversion),
      B: v.optional(conversion),
      C: v.optional(conversion),
      D: v.optional(conversion),
    }),
    v.check((letters) => Object.keys(letters).length > 0, CONVERSIONS_EXPECTED),
  );
}

/** The schema of the conversion events of a campaign. */
export const conversionsSchema = createConversionsSchema(conversionSchema);

/** The same with one union for each conversion event. The JSON Schema is generated from it. */
export const conversionsUnionSchema = createConversionsSchema(conversionUnionSchema);

/** A conversion event with its letter. */
export interface LetteredConversion {
  readonly letter: ConversionLetter;
  readonly conversion: ConversionDefinition;
}

/** Returns the conversion events of a campaign, in the order of their letters. */
export function listConversions(conversions: ConversionDefinitions = {}): LetteredConversion[] {
  return CONVERSION_LETTERS.flatMap((letter) => {
    const conversion = conversions[letter];
    return conversion === undefined ? [] : [{ letter, conversion }];
  });
}

/** Returns the selector of a conversion event, without its deadline. */
export function getConversionSelector({ within, ...selector }: ConversionDefinition): Selector {
  return selector;
}
