import { describe, expect, test } from 'vitest';
import { ACCEPTED_FINDINGS } from './accepted-findings.ts';
import { compareFindings } from './compare-findings.ts';
import type { Finding } from './finding.ts';

const finding: Finding = {
  check: 'CKV_AWS_27',
  expectation: 'a queue is encrypted',
  resource: 'shop.template.json AWS::SQS::Queue.Refused',
};
const accepted = {
  check: 'CKV_AWS_27',
  resources: /shop\.template\.json AWS::SQS::Queue\./,
  reason: 'encrypted by SQS',
};

describe('the findings of checkov', () => {
  test('the findings of checkov pass where each is accepted', () => {
    expect(compareFindings([finding], [accepted])).toEqual([]);
  });

  test('a finding of checkov that is not accepted fails the scan, which names the check and the resource', () => {
    const other = { ...finding, resource: 'shop.template.json AWS::SNS::Topic.Alarms' };
    expect(compareFindings([finding, other], [accepted])).toEqual([
      'CKV_AWS_27 (a queue is encrypted): shop.template.json AWS::SNS::Topic.Alarms',
    ]);
  });

  test('a finding of another check on an accepted resource fails the scan of checkov', () => {
    const other = { ...finding, check: 'CKV_AWS_99' };
    expect(compareFindings([finding, other], [accepted])).toHaveLength(1);
  });

  test('an accepted finding of checkov that does not occur any more fails the scan', () => {
    expect(compareFindings([], [accepted])).toEqual([
      'CKV_AWS_27: accepted for /shop\\.template\\.json AWS::SQS::Queue\\./, but nothing fails it; remove it',
    ]);
  });

  test('the findings of checkov are accepted with a reason of at least a sentence each', () => {
    for (const { check, reason } of ACCEPTED_FINDINGS) expect(reason, check).toMatch(/^[A-Z].{30,}\.$/s);
  });
});
