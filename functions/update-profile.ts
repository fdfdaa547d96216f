import { deleteUser } from '../engine/delete-user.ts';
import { updateProfile } from '../engine/update-profile.ts';
import { container } from './runtime/background-container.ts';
import { defineEventHandler } from './runtime/define-event-handler.ts';

/** The handler of profile updates and deletions of users, from their queue. */
export const createHandler = defineEventHandler(async ({ event }, services) => {
  if (event.kind === 'profile') await updateProfile(event, services);
  if (event.kind === 'deletion') await deleteUser(event, services);
  return 0;
}, 'first');

export const handler = createHandler(container);
