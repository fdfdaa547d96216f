import type { Revised } from '../core/installation-document.ts';
import type { InstallationDocument, Services } from '../core/ports.ts';
import { retry } from '../core/retry.ts';

/** The maximum number of attempts of a change while others change the document. */
const MAX_WRITE_ATTEMPTS = 5;

/** The refusal of a change: others changed the document first, in each of the attempts. */
export interface DocumentBusy {
  readonly code: 'changed-meanwhile';
  readonly attempts: number;
}

/** The plan of a change: the next state, the fact that nothing changes, or a refusal. */
type DocumentPlan<State> = { readonly state: State } | { readonly already: unknown } | { readonly code: string };

/** Plans a change of a document and writes it if the document did not change in the meantime; else plans it again. */
export async function changeDocument<State extends Revised, Plan extends DocumentPlan<State>>(
  document: InstallationDocument<State>,
  planChange: (before: State) => Plan,
  services: Services,
): Promise<Plan | DocumentBusy> {
  const result = await retry({ maxAttempts: MAX_WRITE_ATTEMPTS }, () =>
    services.transaction(async () => {
      const plan = planChange(await document.read());
      return !('state' in plan) || (await document.write(plan.state)) ? plan : undefined;
    }),
  );
  return result ?? { code: 'changed-meanwhile', attempts: MAX_WRITE_ATTEMPTS };
}
