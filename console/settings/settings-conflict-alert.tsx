import Alert from '@cloudscape-design/components/alert';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { fetchSettings, SETTINGS_KEY } from './settings-answer.ts';
import { useNameFields } from './use-name-fields.ts';

/** Shows who changed the settings, what, and when, since the revision that a change was made from. */
export function SettingsConflictAlert({ since }: { readonly since: number }) {
  const { settings: texts } = useTexts();
  const format = useFormatTime();
  const nameFields = useNameFields();
  const { data } = useQuery({ queryKey: SETTINGS_KEY, queryFn: fetchSettings });
  const later = data === undefined || data.revision <= since ? [] : data.history.slice(since - data.revision);
  return (
    <Alert type="warning" header={texts.conflictTitle}>
      {later.map(({ at, by, changed }) => (
        <div key={`${at} ${by}`}>{texts.conflictAct(by, nameFields(changed), format(at))}</div>
      ))}
      {texts.conflictAdvice}
    </Alert>
  );
}
