import type { ConversionConfig } from '@valibot/to-json-schema';

/** How our schemas are written where JSON Schema has another word: its lengths are in characters, as ours are. */
export const overrideAction: NonNullable<ConversionConfig['overrideAction']> = ({ valibotAction, jsonSchema }) => {
  const { type, requirement } = { requirement: undefined, ...valibotAction };
  if (type !== 'max_code_points' || typeof requirement !== 'number') return undefined;
  return { ...jsonSchema, maxLength: requirement };
};
