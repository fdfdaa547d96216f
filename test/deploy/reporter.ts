import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { SLOWER } from './slowness.ts';

/** A reporter that prints what ran, what failed, and what was skipped with the reason. */
export default class DeploymentReporter implements Reporter {
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  /** The number of failures for which the machine was too slow in every attempt. */
  #tooSlowCount = 0;

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === 'pending') return;
    this.#counts[result.state] += 1;
    const name = test.fullName;
    const { duration = 0, retryCount = 0 } = test.diagnostic() ?? {};
    const again = retryCount === 0 ? '' : `, repeated ${retryCount} times, slower`;
    const seconds = `${(duration / 1_000).toFixed(1)} s${again}`;
    switch (result.state) {
      case 'passed':
        return console.log(`passed: ${name} (${seconds})`);
      case 'skipped':
        return console.log(`skipped: ${name}, because ${result.note ?? 'it says so'}`);
      case 'failed':
        if (result.errors.some(({ message }) => message.includes(SLOWER))) {
          this.#tooSlowCount += 1;
          console.log(`SLOW MACHINE: ${name} (${seconds})`);
        } else console.log(`FAILED: ${name} (${seconds})`);
        for (const { message, stack } of result.errors) console.log(`  ${message}\n  ${stack ?? ''}`);
    }
  }

  onUserConsoleLog({ content }: { readonly content: string }): void {
    process.stdout.write(content);
  }

  onTestModuleEnd(module: TestModule): void {
    for (const { message, stack } of module.errors())
      console.log(`FAILED: ${module.moduleId}: ${message}\n${stack ?? ''}`);
  }

  onTestRunEnd(_: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    for (const { message } of unhandled) console.log(`FAILED: ${message}`);
    const { passed, failed, skipped } = this.#counts;
    if (this.#tooSlowCount > 0)
      console.log(
        `SLOW MACHINE: ${this.#tooSlowCount} of the ${failed} that failed were too fast for this machine, which says nothing of the installation. Run the test again when less runs beside it.`,
      );
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
}
