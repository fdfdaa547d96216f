const LOCAL_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Parses a day, such as `2026-12-01`. Returns undefined if the text is none; no month has a 32nd day. */
export function parseLocalDay(text: string): string | undefined {
  if (!LOCAL_DAY.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, text.length) !== text ? undefined : text;
}
