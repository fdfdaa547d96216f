import type { AcceptedFinding, Finding } from './finding.ts';

/** Returns a line for each finding that is not accepted, and for each accepted finding that no resource has any more. */
export function compareFindings(findings: readonly Finding[], accepted: readonly AcceptedFinding[]): string[] {
  const covers = ({ check, resources }: AcceptedFinding, finding: Finding) =>
    check === finding.check && resources.test(finding.resource);
  const unaccepted = findings
    .filter((finding) => !accepted.some((entry) => covers(entry, finding)))
    .map(({ check, expectation, resource }) => `${check} (${expectation}): ${resource}`);
  const outdated = accepted
    .filter((entry) => !findings.some((finding) => covers(entry, finding)))
    .map(({ check, resources }) => `${check}: accepted for ${resources}, but nothing fails it; remove it`);
  return [...unaccepted, ...outdated];
}
