import { useTexts } from '../context/texts.tsx';
import { EXAMPLE_CAMPAIGNS, EXAMPLE_EVENTS } from './examples.ts';
import { RehearsalView } from './rehearsal-view.tsx';

const STORAGE_KEY = 'campaign-connector-playground';
/** The example that is there at the first visit. */
const FIRST_EXAMPLE = 'resend-welcome';

/** Shows a rehearsal without an installation: of files that the browser keeps, at first an example. */
export function PlaygroundPage() {
  const { rehearsal } = useTexts();
  const events = EXAMPLE_EVENTS.find(({ name }) => name === `${FIRST_EXAMPLE}.jsonl`);
  const first = {
    files: EXAMPLE_CAMPAIGNS.filter(({ name }) => name === `${FIRST_EXAMPLE}.yaml`),
    ...(events === undefined ? {} : { events }),
  };
  return (
    <RehearsalView
      title={rehearsal.playground}
      description={rehearsal.playgroundDescription}
      storageKey={STORAGE_KEY}
      first={first}
    />
  );
}
