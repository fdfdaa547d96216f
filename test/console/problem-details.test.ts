import { describe, expect, test } from 'vitest';
import { listFurtherDetails } from '../../console/data/problem-details.ts';
import { formatFault, formatPath } from '../../core/contracts/fault.ts';

describe('the details of a problem', () => {
  test.each([[[]], [['triggers', 0]]])('a fault that is the message itself is not listed again (path %j)', (path) => {
    const fault = { path, expected: 'an object', found: '7' };
    const detail = { ...fault, path: formatPath(path) };
    expect(listFurtherDetails([detail], formatFault(fault))).toEqual([]);
    expect(listFurtherDetails([detail], `${formatFault(fault)}; and 1 more`)).toEqual([detail]);
  });

  test('a reason is listed unless it is the message', () => {
    const reasons = [{ message: 'the campaign is archived' }, { message: 'another one publishes' }];
    expect(listFurtherDetails(reasons, 'the campaign is archived')).toEqual([{ message: 'another one publishes' }]);
  });
});
