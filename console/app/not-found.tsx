import Alert from '@cloudscape-design/components/alert';
import { useTexts } from '../context/texts.tsx';

/** Shows a warning that the address leads to no page. */
export function NotFound() {
  const { shell } = useTexts();
  return <Alert type="warning">{shell.errors.notFound}</Alert>;
}
