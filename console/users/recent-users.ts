const KEY = 'campaign-connector-recent-users';
const MAX_USERS = 10;

/** Returns the ids of the users whose pages were opened last in this browser, the latest first. */
export function readRecentUsers(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, MAX_USERS) : [];
  } catch {
    return [];
  }
}

/** Keeps that the page of a user was opened. */
export function keepRecentUser(userId: string): void {
  const others = readRecentUsers().filter((each) => each !== userId);
  localStorage.setItem(KEY, JSON.stringify([userId, ...others].slice(0, MAX_USERS)));
}

/** Removes the list of users that were opened. */
export function clearRecentUsers(): void {
  localStorage.removeItem(KEY);
}
