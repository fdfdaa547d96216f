import { interacts } from './story.ts';

const clicked = { interaction: 'email.clicked', campaign: 'welcome' };

/** The part of a follow-up whose trigger is its exception too, so that each click restarts the wait (R37). */
export const restarting = { triggers: [clicked], exceptions: [clicked] };

/** Returns a click that restarts the wait. */
export const click = (userId: string, more: object = {}) => interacts('email.clicked', userId, more);
