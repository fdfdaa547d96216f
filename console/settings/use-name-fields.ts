import { useTexts } from '../context/texts.tsx';

/** Returns a function that names fields of the settings in words. */
export function useNameFields(): (fields: readonly string[]) => string {
  const { settings } = useTexts();
  const names: Readonly<Record<string, string>> = settings.fields;
  return (fields) => fields.map((field) => names[field] ?? field).join(', ');
}
