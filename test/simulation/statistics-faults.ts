import type { TextFault } from './text-fault.ts';

const CHANGES = 'engine/change-row.ts';
const COUNTS = 'core/statistics/count-decisions.ts';
const RECOUNTS = 'engine/recount-statistics.ts';
const COUNT =
  '  if (facts !== undefined) await countStatistics(key, outcome, { facts, statistics: services.statistics });\n';
const WRITE =
  '  if (!(await writeRow({ key, row, outcome, input }, services))) return { next: { endedDeparture, isOvertaken: true } };\n';

/** Faults of statistics (R48), put into a copy of the source. */
export const STATISTICS_FAULTS: readonly TextFault[] = [
  {
    name: 'statistics are counted before the row is written',
    file: CHANGES,
    find: WRITE,
    replace: `${COUNT.replace('key, outcome', 'key, { ...outcome }')}${WRITE}`,
    also: [{ file: CHANGES, find: COUNT, replace: '' }],
  },
  {
    name: 'a repeat is counted again',
    file: CHANGES,
    find: '  if (isDropped || outcome.row === row) {\n',
    replace: `  if (isDropped || outcome.row === row) {\n${COUNT.replace('outcome', '{ decisions: row.decisions.slice(-1), conversions }')}`,
  },
  {
    name: 'a repeat of a conversion event is counted again',
    file: 'engine/count-statistics.ts',
    find: 'conversions.filter(({ isNew }) => isNew)',
    replace: 'conversions',
    also: [
      {
        file: CHANGES,
        find: '  if (isDropped || outcome.row === row) {\n',
        replace: `  if (isDropped || outcome.row === row) {\n${COUNT.replace('outcome', '{ decisions: [], conversions }')}`,
      },
    ],
  },
  {
    name: 'a conversion is counted to its own day',
    file: COUNTS,
    find: 'for (const { dispatchedAt, letter,',
    replace: 'for (const { at: dispatchedAt, letter,',
  },
  {
    name: 'a recount counts what was counted since it began, too',
    file: COUNTS,
    find: '    if ((decision.counted ?? 0) >= before) continue;\n',
    replace: '',
  },
  {
    name: 'decisions do not say after which recount they were counted',
    file: 'core/decide/working-row.ts',
    find: '  return recount ? newDecisions.map(',
    replace: '  return recount === -1 ? newDecisions.map(',
  },
  {
    name: 'a recount forgets the parts of earlier steps',
    file: RECOUNTS,
    find: 'parts: [...walk.parts, part]',
    replace: 'parts: [part]',
  },
  {
    name: 'a recount counts the part of a step that was not recorded',
    file: RECOUNTS,
    find: 'Math.random().toString(36).slice(2)',
    replace: '0',
    also: [
      { file: RECOUNTS, find: 'parts: [...walk.parts, part]', replace: 'parts: [part]' },
      {
        file: 'adapters/sqlite/statistics.ts',
        find: '    async writePart(part, campaignId, figures) {\n',
        replace:
          "    async writePart(part, campaignId, written) {\n      const figures = { ...written };\n      const earlier = store.get('SELECT body FROM recount_parts WHERE campaign_id = ? AND part = ?', campaignId, part);\n      for (const [key, count] of Object.entries(JSON.parse(String(earlier?.body ?? '{}')))) figures[key] = (figures[key] ?? 0) + count;\n",
      },
    ],
  },
  {
    name: 'a recount counts only the decisions in rows, and not those in pages',
    file: RECOUNTS,
    find: 'row.pages === undefined ? row.decisions : await readDecisions(key, row, services)',
    replace: 'row.decisions',
  },
  {
    name: 'a message counts in the epoch in which it is sent, and not in that of its claim',
    file: 'core/decide/working-row.ts',
    find: "isTreatment(decision) && enrollment.state === 'claimed' ? enrollment.claim.epoch : working.terms.epoch",
    replace: 'working.terms.epoch',
  },
  {
    name: 'a delivery whose outcome is unknown counts as sent',
    file: 'core/statistics/count-delivery.ts',
    find: "if (delivery.state !== 'sent') return [];",
    replace: "if (delivery.state === 'unknown') return ['sent']; if (delivery.state !== 'sent') return [];",
  },
  {
    name: 'a delivery that was tried again is not counted',
    file: 'core/statistics/count-delivery.ts',
    find: "if (delivery.state !== 'sent') return [];",
    replace: "if (delivery.state !== 'sent' || delivery.attempts > 1) return [];",
  },
  {
    name: 'a delivery that another writer overtook is counted',
    file: 'adapters/sqlite/deliveries.ts',
    find: '        if (!write(delivery)) return false;\n',
    replace: '        const isWritten = write(delivery);\n',
    also: [
      {
        file: 'adapters/sqlite/deliveries.ts',
        find: 'addFigure(delivery.campaignId, figure, count);\n        return true;',
        replace: 'addFigure(delivery.campaignId, figure, count);\n        return isWritten;',
      },
    ],
  },
];
