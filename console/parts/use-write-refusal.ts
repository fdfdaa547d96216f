import { useTexts } from '../context/texts.tsx';
import { useSession } from '../data/session.ts';

/** Returns why the reader may change nothing; undefined if changes are allowed. */
export function useWriteRefusal(): string | undefined {
  const { shell } = useTexts();
  const { data: session } = useSession();
  if (session === undefined) return shell.data.loading;
  return session.canWrite ? undefined : shell.errors.readOnly;
}
