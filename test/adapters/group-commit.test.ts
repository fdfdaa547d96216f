import { expect, test } from 'vitest';
import { GroupCommit, type TransactionHandle } from '../../adapters/sqlite/group-commit.ts';

/** Creates transactions that record their calls, and fail where a test requires it. */
function recorded(fails: { begin?: () => boolean; commit?: () => boolean; isLost?: () => boolean } = {}) {
  const asked: string[] = [];
  const ask = (what: 'begin' | 'commit') => {
    asked.push(what);
    if (fails[what]?.()) throw new Error(`${what} failed`);
  };
  const transactions: TransactionHandle = {
    begin: () => ask('begin'),
    runInSavepoint: (work) => work(),
    isLost: () => fails.isLost?.() ?? false,
    commit: () => ask('commit'),
    rollback(error) {
      asked.push('rollback');
      return error;
    },
  };
  return { asked, commits: new GroupCommit(transactions) };
}

const work = (asked: string[], name: string) => async () => {
  asked.push(name);
  if (name.startsWith('broken')) throw new Error(`${name} broke`);
  return name;
};

test('sixteen producers that wait share one commit, and none is answered before it', async () => {
  const { asked, commits } = recorded();
  const names = Array.from({ length: 16 }, (_, each) => `piece ${each}`);
  const answered = names.map((name) => commits.run(work(asked, name)).then(() => asked.push('answered')));
  await Promise.all(answered);
  expect(asked).toEqual(['begin', ...names, 'commit', ...names.map(() => 'answered')]);
});

test('a producer whose piece breaks hears of it, and those beside it are committed with one commit', async () => {
  const { asked, commits } = recorded();
  const settled = await Promise.allSettled(['ann', 'broken', 'cid'].map((name) => commits.run(work(asked, name))));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(asked).toEqual(['begin', 'ann', 'broken', 'cid', 'commit']);
});

test('if a shared commit fails, each piece of work is committed alone, and only those whose own commit fails are refused', async () => {
  let commits = 0;
  const group = recorded({ commit: () => [1, 3].includes(++commits) });
  const pieces = ['ann', 'bob', 'cid'].map((name) => group.commits.run(work(group.asked, name)));
  const settled = await Promise.allSettled(pieces);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(group.asked).toEqual([
    ...['begin', 'ann', 'bob', 'cid', 'commit', 'rollback'],
    ...['begin', 'ann', 'commit'],
    ...['begin', 'bob', 'commit', 'rollback'],
    ...['begin', 'cid', 'commit'],
  ]);
});

test('if each task has a commit of its own, the caller of one sees nothing of the next before its commit', async () => {
  let commits = 0;
  const group = recorded({ commit: () => ++commits === 1 });
  const goOn = async () => {
    for (let awaits = 0; awaits < 50; awaits++) await undefined;
    group.asked.push('went on');
  };
  await Promise.all(['ann', 'bob'].map((name) => group.commits.run(work(group.asked, name)).then(goOn)));
  expect(group.asked.slice(5)).toEqual(['begin', 'ann', 'commit', 'went on', 'begin', 'bob', 'commit', 'went on']);
});

test('a piece that takes the whole transaction along fails alone, with its own error', async () => {
  let isLost = false;
  const { asked, commits } = recorded({ isLost: () => isLost });
  const destroying = async () => {
    isLost = true;
    throw new Error('the disk is full');
  };
  const heal = async () => {
    isLost = false;
    return 'ann';
  };
  const settled = await Promise.allSettled([commits.run(heal), commits.run(destroying), commits.run(heal)]);
  expect(settled).toMatchObject([{ value: 'ann' }, { reason: { message: 'the disk is full' } }, { value: 'ann' }]);
  expect(asked.filter((each) => each === 'commit')).toHaveLength(2);
});

test('a transaction that cannot begin fails one piece, and the next is done', async () => {
  let begins = 0;
  const { asked, commits } = recorded({ begin: () => ++begins === 1 });
  const settled = await Promise.allSettled(['ann', 'bob'].map((name) => commits.run(work(asked, name))));
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(asked).toEqual(['begin', 'begin', 'bob', 'commit']);
});

test('a commit accepts no more tasks after a while, so that no caller waits for all of a long queue', async () => {
  const { asked, commits } = recorded();
  const slow = async () => {
    const end = performance.now() + 30;
    while (performance.now() < end);
    asked.push('slow');
  };
  await Promise.all([slow, slow].map((each) => commits.run(each)));
  expect(asked).toEqual(['begin', 'slow', 'commit', 'begin', 'slow', 'commit']);
});

test('the event loop turns between two commits, so that requests are answered while much is written', async () => {
  const { asked, commits } = recorded();
  const turn = () => setImmediate(() => asked.push('heard'));
  const again = async () => {
    turn();
    await commits.run(work(asked, 'first'));
    turn();
    await commits.run(work(asked, 'second'));
  };
  await again();
  expect(asked).toEqual(['heard', 'begin', 'first', 'commit', 'heard', 'begin', 'second', 'commit']);
});
