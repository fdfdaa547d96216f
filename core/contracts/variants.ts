import * as v from 'valibot';
import { closedObject } from './fault.ts';

/** The maximum number of variants of a campaign. */
const MAX_VARIANTS = 8;

/** The number of parts that shares are counted in: a hundredth of a percent each. */
export const SHARE_PARTS = 10_000;

/** A variant of a campaign: the messages for a share of its users (R46). */
export interface Variant<Message> {
  readonly name: string;
  /** The share of the users in percent. */
  readonly share: number;
  readonly messages: readonly Message[];
}

const PERCENT_EXPECTED = 'a percentage of 0 to 100 with at most two decimals';
const NAME_EXPECTED = 'a name of a-z, 0-9 and -, at most 48 characters';

/** The schema of a share in percent. */
export const percentSchema = v.pipe(
  v.number(PERCENT_EXPECTED),
  v.minValue(0, PERCENT_EXPECTED),
  v.maxValue(100, PERCENT_EXPECTED),
  v.check((percent) => Number(percent.toFixed(2)) === percent, PERCENT_EXPECTED),
);

/** Returns the number of hundredths of a percent of a share. */
export function toShareParts(percent: number): number {
  return Math.round(percent * 100);
}

/** Creates the schema of the variants of a campaign, from that of the messages of one. Each name is used once. */
export function createVariantsSchema<const Messages extends v.GenericSchema>(messages: Messages) {
  const expected = `a list of 1 to ${MAX_VARIANTS} variants`;
  const variant = closedObject({
    name: v.pipe(v.string(NAME_EXPECTED), v.regex(/^[a-z0-9-]{1,48}$/, NAME_EXPECTED)),
    share: percentSchema,
    messages,
  });
  return v.pipe(
    v.array(variant, expected),
    v.minLength(1, expected),
    v.maxLength(MAX_VARIANTS, expected),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const list = dataset.value;
      for (const [index, input] of list.entries()) {
        const first = list.findIndex(({ name }) => name === input.name);
        if (first === index) continue;
        addIssue({
          input: input.name,
          message: `a name of its own, not that of variants.${first}`,
          path: [
            { type: 'array', origin: 'value', input: list, key: index, value: input },
            { type: 'object', origin: 'value', input: { ...input }, key: 'name', value: input.name },
          ],
        });
      }
    }),
  );
}
