import { deleteUser } from '../engine/delete-user.ts';
import { mergeUsers } from '../engine/merge-users.ts';
import { updateProfile } from '../engine/update-profile.ts';
import { container } from './runtime/background-container.ts';
import { defineEventHandler } from './runtime/define-event-handler.ts';

/** The handler of profile updates, and of deletions and merges of users, from their queue. */
export const createHandler = defineEventHandler(async ({ event }, services) => {
  if (event.kind === 'profile') await updateProfile(event, services);
  if (event.kind === 'deletion') await deleteUser(event, services);
  if (event.kind === 'merge') await mergeUsers(event, services);
  return 0;
}, 'first');

export const handler = createHandler(container);
