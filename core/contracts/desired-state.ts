/** The states that a campaign of a project may be to have. */
export const DESIRED_STATES = ['published', 'draft', 'stopped'] as const;

/** The state that a campaign of a project is to have. */
export type DesiredState = (typeof DESIRED_STATES)[number];
