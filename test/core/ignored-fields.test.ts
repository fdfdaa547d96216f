import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import { formatFault } from '../../core/contracts/fault.ts';

const FIELDS = ['__proto__', 'prototype', 'constructor', 'toString', 'valueOf', 'dely'];

/** Returns the faults of a campaign with one more own field of any name. */
function faultsWith(place: string, field: string): string[] {
  const extra = `,${JSON.stringify(field)}:{"delay":"1 day"}`;
  const at = (where: string) => (where === place ? extra : '');
  const checked = checkDefinition(
    JSON.parse(
      `{"id":"a","name":"A","delay":"1 hour","triggers":[{"behavior":"purchase.made"${at('triggers.0')}}],
      "exceptions":[{"behavior":"session.started"${at('exceptions.0')}}],
      "messages":[{"channel":"push","body":"hi"${at('messages.0')}}]${at('')}}`,
    ),
  );
  return 'faults' in checked ? checked.faults.map(formatFault) : [];
}

describe('a misspelled field of any name', () => {
  for (const place of ['', 'triggers.0', 'exceptions.0', 'messages.0']) {
    test.each(FIELDS)(`a field %s of ${place || 'the campaign'} is reported as a fault`, (field) => {
      const path = place === '' ? field : `${place}.${field}`;
      expect(faultsWith(place, field)).toEqual([expect.stringMatching(new RegExp(`^${path}: .*an unknown field$`))]);
    });
  }

  test('no misspelled field is reported in a correct campaign', () => {
    expect(faultsWith('nowhere', 'constructor')).toEqual([]);
  });

  test('a misspelled field is reported beside other faults', () => {
    const checked = checkDefinition(JSON.parse('{"constructor":1,"id":"A B"}'));
    const paths = 'faults' in checked ? checked.faults.map(({ path }) => path.join('.')) : [];
    expect(paths).toEqual(['constructor', 'id', 'name', 'triggers', 'messages']);
  });
});
