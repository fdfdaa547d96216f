import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import { commandsOf, installPackages } from '../harness/virtual-environment.ts';
import { ACCEPTED_FINDINGS } from './accepted-findings.ts';
import { compareFindings } from './compare-findings.ts';
import type { Finding } from './finding.ts';
import { synthesizeTemplates } from './synthesize-templates.ts';

const ENVIRONMENT = { name: 'checkov', requirements: join(import.meta.dirname, 'requirements.txt') };

const report = v.object({
  summary: v.object({ passed: v.number(), failed: v.number(), parsing_errors: v.number(), resource_count: v.number() }),
  results: v.object({
    failed_checks: v.array(
      v.object({ check_id: v.string(), check_name: v.string(), file_path: v.string(), resource: v.string() }),
    ),
  }),
});
type Report = v.InferOutput<typeof report>;

const template = v.object({ Resources: v.record(v.string(), v.unknown()) });

async function scan(folder: string, signal: AbortSignal): Promise<Report> {
  const running = { env: process.env, signal };
  await installPackages(ENVIRONMENT, running);
  const quietly = ['--compact', '--quiet', '--skip-download', '--soft-fail', '--output', 'json'];
  const args = ['--directory', folder, '--framework', 'cloudformation', ...quietly];
  return v.parse(report, JSON.parse(await run(join(commandsOf(ENVIRONMENT), 'checkov'), args, running)));
}

function countResources(folder: string): number {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const resources = files.map(
    (file) => v.parse(template, JSON.parse(readFileSync(join(folder, file), 'utf8'))).Resources,
  );
  return resources.reduce((sum, each) => sum + Object.keys(each).length, 0);
}

function toFindings({ results }: Report): Finding[] {
  return results.failed_checks.map(({ check_id, check_name, file_path, resource }) => ({
    check: check_id,
    expectation: check_name,
    resource: `${file_path.replace(/^.*\//, '')} ${resource}`,
  }));
}

console.log('== templates (checkov)');
const folder = mkdtempSync(join(tmpdir(), 'templates-'));
try {
  synthesizeTemplates(folder);
  const scanned = await scan(folder, AbortSignal.timeout(300_000));
  const { passed, failed, parsing_errors, resource_count } = scanned.summary;
  const expected = countResources(folder);
  const problems = compareFindings(toFindings(scanned), ACCEPTED_FINDINGS);
  if (parsing_errors > 0) problems.push(`${parsing_errors} templates could not be read`);
  if (resource_count !== expected) problems.push(`${resource_count} resources were checked, expected ${expected}`);
  for (const problem of problems) console.error(problem);
  console.log(`${expected} resources: ${passed} checks passed, ${failed} findings, ${problems.length} not accepted`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
