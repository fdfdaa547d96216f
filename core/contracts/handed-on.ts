/** The attribute of a message that was handed on from one queue to another: when, in milliseconds. */
export const FORWARDED_AT_ATTRIBUTE = 'handedOnAt';

/** The resource of an event of the bus that came over HTTP, and was measured there, before its id and its time were added to its Detail. */
export const SIZE_CHECKED_RESOURCE = 'campaign-connector:measured';
