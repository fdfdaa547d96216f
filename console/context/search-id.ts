/** The id of the field in which a reader searches. */
export const SEARCH_ID = 'console-search';
