import { ACCOUNT_QUOTAS } from '../cost/quotas.ts';
import { number, tableOf } from '../cost/table.ts';
import { playBlast } from './blast.ts';
import { SHIPPED } from './shipped-blast.ts';

const users = Number(process.argv[2] ?? 200_000);
if (!Number.isInteger(users) || users < 1) throw new Error('users: expected a whole number above 0');

const lines: string[][] = [];
for (const writesPerSecond of [ACCOUNT_QUOTAS.newTableWrites, 20_000]) {
  for (const maxConcurrency of [25, 50, 100, 200]) {
    const outcome = await playBlast({ ...SHIPPED, users, writesPerSecond, maxConcurrency });
    const { deadLetters, lasted, deliveries, throttledWrites } = outcome;
    lines.push(
      [writesPerSecond, maxConcurrency, lasted / 1_000, deliveries / users, throttledWrites, deadLetters].map((each) =>
        number(each, 2),
      ),
    );
  }
}
const head = ['writes/s of the table', 'Lambdas', 'seconds', 'deliveries each', 'throttled writes', 'dead letters'];
console.log(`${number(users)} triggers, as fast as they come\n\n${tableOf(head, lines)}`);
