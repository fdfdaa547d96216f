import { describe, expect, test } from 'vitest';
import { installed } from '../harness/lib/synthesized.ts';

describe('the settings of an installation before a first blast', () => {
  test('the table of enrollments is warmed for the writes that are asked for, and no other table is', () => {
    const tables = installed({ warmWrites: 12_000 }).data.findResources('AWS::DynamoDB::GlobalTable');
    const warmed = Object.entries(tables).filter(([, { Properties }]) => Properties.WarmThroughput !== undefined);
    expect(warmed.map(([id, { Properties }]) => [id.slice(0, 15), Properties.WarmThroughput])).toEqual([
      ['DataEnrollments', { WriteUnitsPerSecond: 12_000, ReadUnitsPerSecond: 36_000 }],
    ]);
  });

  test('without a number of writes, tables are what AWS gives a new one', () => {
    const tables = Object.values(installed().data.findResources('AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(7);
    for (const { Properties } of tables) expect(Properties.WarmThroughput).toBeUndefined();
  });

  test('calls of dispatch are limited where that is asked for, so that big waves leave concurrent calls to exceptions', () => {
    const reserved = (dispatchConcurrency?: number) => {
      const props = dispatchConcurrency === undefined ? {} : { dispatchConcurrency };
      const functions = installed(props).connector.findResources('AWS::Lambda::Function');
      return Object.entries(functions).flatMap(([id, { Properties }]) =>
        Properties.ReservedConcurrentExecutions === undefined
          ? []
          : [[/Dispatch/.test(id), Properties.ReservedConcurrentExecutions]],
      );
    };
    expect(reserved(200)).toEqual([[true, 200]]);
    expect(reserved()).toEqual([]);
  });
});
