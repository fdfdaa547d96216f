/** The attribute of a queue message that was forwarded from another queue: the instant of the forwarding in milliseconds. */
export const FORWARDED_AT_ATTRIBUTE = 'handedOnAt';

/**
 * The resource that marks an event which came over HTTP. Its size was checked there, before its id and its time were added to its
 * Detail.
 */
export const SIZE_CHECKED_RESOURCE = 'campaign-connector:measured';
