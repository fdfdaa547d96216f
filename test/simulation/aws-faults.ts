import { FEW_MARKS } from './planted-faults.ts';
import type { TextFault } from './text-fault.ts';

/** Faults of the aws adapters and of the Lambda handlers, one line each, put into a copy of the source. */
export const AWS_FAULTS: readonly TextFault[] = [
  {
    name: 'an archived mark is replaced by an earlier one',
    file: 'adapters/aws/rows.ts',
    find: 'enrollments.put(item, createOrderCondition(order))',
    replace: 'enrollments.put(item)',
    also: [FEW_MARKS],
  },
  {
    name: 'a row is written whatever its rev',
    file: 'adapters/aws/rows.ts',
    find: 'return enrollments.put(item, condition);',
    replace: 'return enrollments.put(item, condition && undefined);',
  },
  {
    name: 'a broken condition counts as written',
    file: 'adapters/aws/table.ts',
    find: "=== 'ConditionalCheckFailedException') return false;",
    replace: "=== 'ConditionalCheckFailedException') return true;",
  },
  {
    name: 'a row is read without its rev',
    file: 'adapters/aws/rows.ts',
    find: 'ROW_BODY), rev,',
    replace: 'ROW_BODY), rev: 0 * rev,',
  },
  {
    name: 'a delivery that another writer overtook is counted',
    file: 'adapters/aws/deliveries.ts',
    find: 'if (isWritten) figureItems.add',
    replace: 'figureItems.add',
  },
  {
    name: 'a flush of statistics that is sent again has no token',
    file: 'adapters/aws/figure-items.ts',
    find: 'ClientRequestToken: token, ',
    replace: '',
  },
  {
    name: 'a wave whose name is taken counts as started',
    file: 'adapters/aws/waves.ts',
    find: 'if (!(await executions.start(wave, 0))) return false;',
    replace: 'await executions.start(wave, 0);',
  },
  {
    name: 'an execution that is gone counts as running',
    file: 'adapters/aws/wave-executions.ts',
    find: "return (await getStatus(wave, restarts)) === 'RUNNING';",
    replace: 'return true;',
  },
  {
    name: 'a wave is not started, only registered',
    file: 'adapters/aws/waves.ts',
    find: 'if (!(await executions.start(wave, 0))) return false;',
    replace: '',
  },
  {
    name: 'a wave that is done is started again',
    file: 'adapters/aws/waves.ts',
    find: "if (known?.['doneAt'] !== undefined) return false;",
    replace: '',
  },
  {
    name: 'the last shard of seats is not walked',
    file: 'adapters/aws/seats.ts',
    find: '{ shard: 0, last: SHARDS - 1 }',
    replace: '{ shard: 0, last: SHARDS - 2 }',
  },
  {
    name: 'a page of seats that ends within a shard goes on with the next',
    file: 'adapters/aws/shards.ts',
    find: 'if (after !== undefined) return { shard, last, after };',
    replace: '',
  },
  {
    name: 'the first part of a pass begins its shard again, and the others are forgotten',
    file: 'adapters/aws/seats.ts',
    find: '        ...rest.map((each) => ({ shard: each, last: each })),\n',
    replace: '',
  },
  {
    name: 'who broke in the parts of a pass is not counted',
    file: 'core/waves.ts',
    find: 'failedByPart.reduce((sum, broken) => sum + broken, call.broken)',
    replace: '0',
  },
  {
    name: 'a message that comes again is taken for a new one',
    file: 'functions/runtime/parse-queue-message.ts',
    find: 'attributes.ApproximateReceiveCount > 1',
    replace: 'false',
  },
  {
    name: 'a trigger is not forwarded if it is an exception, too',
    file: 'engine/handle-event.ts',
    find: '=> match.isTrigger)',
    replace: '=> match.isTrigger && match.exceptions.length === 0)',
  },
  {
    name: 'a trigger counts as forwarded before its queue has it',
    file: 'functions/match-exception.ts',
    find: 'await services.triggerQueue.forward(getBody())',
    replace: 'void services.triggerQueue.forward(getBody()).catch(() => undefined)',
  },
  {
    name: 'a message that broke is acknowledged',
    file: 'functions/runtime/define-queue-handler.ts',
    find: '        throw error;\n',
    replace: '',
  },
  {
    name: 'an aborted wave is not closed',
    file: 'functions/wave-ended.ts',
    find: '  await services.waves.closeBoarding(call.wave);\n',
    replace: '',
  },
  {
    name: 'a failed wave is never restarted',
    file: 'functions/check-waves.ts',
    find: "FAILED: 'missing'",
    replace: "FAILED: 'running'",
  },
  {
    name: 'what an aborted wave had claimed is not sent',
    file: 'engine/cancel-waits.ts',
    find: "if (reason === 'wave-aborted') await dispatchClaimedSeat({ followUp, seat, userId, row }, services);",
    replace: '',
  },
  {
    name: 'a published version is remembered by its campaign alone',
    file: 'adapters/aws/follow-ups.ts',
    find: 'compiled.getOrLoad(name,',
    replace: 'compiled.getOrLoad(listener.campaignId,',
  },
  {
    name: 'who listens is asked once a Lambda, not once a batch',
    file: 'functions/runtime/define-event-handler.ts',
    find: 'const batchServices = { ...services, listeners: createCachedListeners(services.listeners) };',
    replace:
      'const batchServices = ((services as any).batchServices ??= { ...services, listeners: createCachedListeners(services.listeners) });',
  },
  {
    name: 'messages are taken for sent before the bus has them',
    file: 'adapters/aws/outbox.ts',
    find: 'await put({',
    replace: 'void put({',
  },
  {
    name: 'an event of a pack that failed is not sent again',
    file: 'functions/runtime/define-event-handler.ts',
    find: '    await inputQueue.putAlone(getBody());\n',
    replace: '',
  },
  {
    name: 'a pack is acknowledged before its failed event is in the queue',
    file: 'functions/runtime/define-event-handler.ts',
    find: 'await inputQueue.putAlone(getBody())',
    replace: 'void inputQueue.putAlone(getBody()).catch(() => undefined)',
  },
  {
    name: 'only the first event of a pack is handled',
    file: 'functions/runtime/parse-queue-message.ts',
    find: 'return events.map((envelope, index) =>',
    replace: 'return events.slice(0, 1).map((envelope, index) =>',
  },
  {
    name: 'the first merge does not wait until every function knows of it',
    file: 'engine/merge-history.ts',
    find: '  if (clock.now() < findFirstMergeAt(history, mergeHistory.maxAge)) throw new FirstMergeError();\n',
    replace: '',
  },
];
