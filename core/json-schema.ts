import type { ConversionConfig } from '@valibot/to-json-schema';

/** Converts a limit in code points to the `maxLength` of JSON Schema, which counts code points too. */
export const overrideAction: NonNullable<ConversionConfig['overrideAction']> = ({ valibotAction, jsonSchema }) => {
  const { type, requirement } = { requirement: undefined, ...valibotAction };
  if (type !== 'max_code_points' || typeof requirement !== 'number') return undefined;
  return { ...jsonSchema, maxLength: requirement };
};
