import type { Definition, FollowUpDefinition } from '../../core/contracts/definition.ts';
import type { components } from '../data/api-types.ts';

type AnsweredDefinition = components['schemas']['CampaignFile'];

/** The fields that have a default. */
const FILLED_IN = ['delay', 'exceptions', 'audience', 'recheckAudience', 'reeligibility', 'staleAfter'] as const;

/**
 * Returns a definition that the interface answered as one with its defaults. The interface fills them in; its document leaves them
 * optional, because it describes the file by the same schema.
 */
export function toDefinition(answered: AnsweredDefinition): Definition {
  if ('sentElsewhere' in answered || isFilledIn(answered)) return answered;
  throw new Error(`definition: expected its defaults, found ${Object.keys(answered).join(', ')}`);
}

function isFilledIn(
  answered: Exclude<AnsweredDefinition, { sentElsewhere: true }>,
): answered is FollowUpDefinition & typeof answered {
  return FILLED_IN.every((field) => answered[field] !== undefined);
}
