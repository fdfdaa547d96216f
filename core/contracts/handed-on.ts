/** The attribute of a message that was handed on from one queue to another: when, in milliseconds. */
export const HANDED_ON_AT = 'handedOnAt';
