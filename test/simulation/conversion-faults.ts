import type { TextFault } from './text-fault.ts';

const DECIDES = 'core/decide/apply-conversions.ts';
const FINDS = 'core/decide/find-conversions.ts';

/** Faults of conversions (R47), put into a copy of the source. */
export const CONVERSION_FAULTS: readonly TextFault[] = [
  {
    name: 'conversions are reported only when the row changes',
    file: 'engine/change-row.ts',
    find: '    await reportConversions(key, conversions, services);\n    return { ...result, row, decisions: [] };',
    replace: '    return { ...result, row, decisions: [] };',
  },
  {
    name: 'conversions are not reported when the row changes',
    file: 'engine/change-row.ts',
    find: '  await reportConversions(key, conversions, services);\n  return { ...result, row: outcome.row, decisions };',
    replace: '  return { ...result, row: outcome.row, decisions };',
  },
  {
    name: 'an open claim is converted',
    file: 'core/decide/assign-waits.ts',
    find: '  return replaceEnrollment(working, claimed);',
    replace: '  return replaceEnrollment(addDispatch(working, claimed), claimed);',
    also: [
      {
        file: 'core/decide/assign-waits.ts',
        find: "import { isBefore } from '../row.ts';",
        replace: "import { isBefore } from '../row.ts';\nimport { addDispatch } from './apply-conversions.ts';",
      },
      {
        file: 'core/decide/claim.ts',
        find: 'const ended = addDispatch(sent, enrollment);',
        replace: 'const ended = sent;',
      },
    ],
  },
  {
    name: 'an event that meets an open claim does not come again',
    file: 'core/decide/working-row.ts',
    find: 'converting !== undefined && meetsOpenClaim(live, converting, working.timing.now)',
    replace: 'converting !== undefined && meetsOpenClaim([], converting, working.timing.now)',
  },
  {
    name: 'the deadline of a conversion is exclusive',
    file: FINDS,
    find: 'event.at <= at + within',
    replace: 'event.at < at + within',
  },
  {
    name: 'an event at the instant of the dispatch converts it',
    file: FINDS,
    find: 'at < event.at &&',
    replace: 'at <= event.at &&',
  },
  {
    name: 'a letter that another event brought is overwritten',
    file: DECIDES,
    find: 'dispatch.letters[letter] === undefined && isWithin',
    replace: 'dispatch.letters[letter]?.id !== event.id && isWithin',
  },
  {
    name: 'conversion events of every version convert a message',
    file: FINDS,
    find: 'const hasConversion = version >= since && (before === undefined || version < before);',
    replace: 'const hasConversion = version + since + (before ?? 0) >= 0;',
  },
  {
    name: 'the keys of conversions are dropped at a stop',
    file: 'core/conversions.ts',
    find: 'filter(({ until }) => until > endedAt)',
    replace: 'filter(({ until }) => until < endedAt)',
  },
  {
    name: 'conversion events that an edit removes are forgotten at once',
    file: 'core/former-conversions.ts',
    find: '.filter(({ until }) => until > now)',
    replace: '.filter(({ until }) => until < now)',
  },
  {
    name: 'an event that is an exception converts nothing',
    file: 'engine/apply-exceptions.ts',
    find: '...(index === 0 && { conversions }),',
    replace: '...(index === -1 && { conversions }),',
  },
  {
    name: 'an event that is a trigger converts nothing',
    file: 'engine/enroll-user.ts',
    find: '    conversions: match.conversions,\n',
    replace: '',
  },
  {
    name: 'a message is converted by one event only, whatever the letters',
    file: DECIDES,
    find: 'return converting.conversions.reduce(',
    replace: 'return converting.conversions.slice(0, 1).reduce(',
  },
];
