import type { UserEvent } from '../core/contracts/event.ts';
import { identityOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { changeRow } from '../flow/change-row.ts';
import { concernedBy } from '../flow/concerned.ts';

/** An event arrives: of every follow-up it is an exception of, the user's wait ends. One that it triggers too is match-trigger's alone (R37). */
export async function matchException(event: UserEvent, services: Services): Promise<void> {
  const { userId, id: eventId, at } = event;
  for (const { followUp, concern } of await concernedBy(event, services)) {
    if (concern.triggers) continue;
    for (const exception of concern.exceptions) {
      const input = {
        kind: 'excepted',
        event: { id: identityOf(event), eventId, at, exception, restarts: false },
      } as const;
      await changeRow({ followUp, userId, input }, services);
    }
  }
}
