import type { Campaign } from '../campaign.ts';
import type { Definition, FollowUpDefinition } from '../contracts/definition.ts';
import { isObject } from '../contracts/object.ts';
import type { PublishedVersion } from '../follow-up.ts';
import type { StoredShape } from './parse-stored.ts';

// The schema of a campaign file is not used here: versions that were saved under earlier checks stay readable.

/** The shape of a campaign. */
export const CAMPAIGN: StoredShape<Campaign> = {
  expected: 'a campaign',
  matches: (value): value is Campaign =>
    isObject(value) &&
    typeof value['rev'] === 'number' &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['status'] === 'string' &&
    typeof value['version'] === 'number' &&
    (value['hashed'] === undefined || isHashed(value['hashed'])) &&
    (value['publication'] === undefined || isPublication(value['publication'])) &&
    (value['managedBy'] === undefined || isManagedBy(value['managedBy'])) &&
    (value['statistics'] === undefined || isCampaignStatistics(value['statistics'])) &&
    Array.isArray(value['history']),
};

/** The shape of a saved version of a campaign. */
export const DEFINITION: StoredShape<Definition> = {
  expected: 'the definition of a campaign',
  matches: (value): value is Definition =>
    isFollowUpDefinition(value) ||
    (isObject(value) && typeof value['id'] === 'string' && value['sentElsewhere'] === true),
};

/** The shape of the text of a saved version. */
export const CAMPAIGN_TEXT: StoredShape<string> = {
  expected: 'the text of a campaign',
  matches: (value): value is string => typeof value === 'string',
};

/** The shape of a published version. */
export const PUBLISHED_VERSION: StoredShape<PublishedVersion> = {
  expected: 'a published version',
  matches: (value): value is PublishedVersion =>
    isObject(value) &&
    isFollowUpDefinition(value['definition']) &&
    typeof value['version'] === 'number' &&
    typeof value['publication'] === 'number' &&
    typeof value['publishedAt'] === 'number' &&
    isObject(value['since']) &&
    (value['conversionsSince'] === undefined || isObject(value['conversionsSince'])) &&
    (value['formerConversions'] === undefined || isListOfFormer(value['formerConversions'])),
};

function isListOfFormer(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (each) =>
        isObject(each) &&
        typeof each['letter'] === 'string' &&
        isObject(each['conversion']) &&
        typeof each['since'] === 'number' &&
        typeof each['before'] === 'number' &&
        typeof each['until'] === 'number',
    )
  );
}

function isCampaignStatistics(value: unknown): boolean {
  return (
    isObject(value) &&
    Array.isArray(value['epochs']) &&
    value['epochs'].every((each) => isObject(each) && typeof each['number'] === 'number' && isObject(each['shares']))
  );
}

function isHashed(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['version'] === 'number' &&
    typeof value['hash'] === 'string' &&
    (value['follows'] === undefined || isListOfTexts(value['follows']))
  );
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isPublication(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['number'] === 'number' &&
    typeof value['publishedAt'] === 'number' &&
    typeof value['version'] === 'number'
  );
}

function isManagedBy(value: unknown): boolean {
  return isObject(value) && typeof value['project'] === 'string' && typeof value['rev'] === 'number';
}

function isFollowUpDefinition(value: unknown): value is FollowUpDefinition {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    Array.isArray(value['triggers']) &&
    Array.isArray(value['exceptions']) &&
    (typeof value['delay'] === 'string' || isObject(value['delay'])) &&
    typeof value['reeligibility'] === 'string' &&
    typeof value['staleAfter'] === 'string' &&
    (Array.isArray(value['messages']) || Array.isArray(value['variants']))
  );
}
