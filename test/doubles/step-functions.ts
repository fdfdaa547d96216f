import {
  type DescribeExecutionInput,
  type DescribeExecutionOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidExecutionInput,
  InvalidName,
  InvalidToken,
  type ListExecutionsInput,
  type ListExecutionsOutput,
  type StartExecutionInput,
  type StartExecutionOutput,
  type StopExecutionInput,
  type StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { ExecutionsClient } from '../../adapters/aws/client-interfaces.ts';
import { onlyKnown } from './only-known.ts';
import { type Around, straight, type Tally } from './tally.ts';

/** An execution with its input and its status. */
export interface Execution {
  readonly name: string;
  readonly input: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** The reason why it was stopped, as the caller gave it. */
  readonly cause?: string;
}

const MAX_INPUT_BYTES = 256 * 1024;
const METADATA = { $metadata: {} };

/** An in-memory Step Functions: it keeps executions and their names; the test takes them through their states. */
export class StandInStepFunctions {
  readonly machineArn: string;
  readonly #tally: Tally;
  readonly #executions = new Map<string, Execution>();

  constructor(machineArn: string, tally: Tally) {
    this.machineArn = machineArn;
    this.#tally = tally;
  }

  /** Creates a client of it. */
  client(around: Around = straight): ExecutionsClient {
    return {
      startExecution: (input) => around(`StartExecution ${input.name}`, () => this.#start(input)),
      describeExecution: (input) => around(`DescribeExecution ${input.executionArn}`, () => this.#describe(input)),
      listExecutions: (input) => around(`ListExecutions ${input.statusFilter}`, () => this.#list(input)),
      stopExecution: (input) => around(`StopExecution ${input.executionArn}`, () => this.#stop(input)),
    };
  }

  /** All executions, in the order in which they were started. */
  get executions(): readonly Execution[] {
    return [...this.#executions.values()];
  }

  execution(name: string): Execution | undefined {
    return this.#executions.get(name);
  }

  /** Ends an execution. Its name is refused from now on. */
  end(name: string, status: Exclude<Execution['status'], 'RUNNING'>): void {
    const execution = this.#executions.get(name);
    if (execution?.status !== 'RUNNING') throw new Error(`execution ${name}: expected to run`);
    this.#executions.set(name, { ...execution, status });
  }

  /** Removes every execution and its name, as where tables are restored into a new installation. */
  lose(): void {
    this.#executions.clear();
  }

  /** Starts an execution; once, where it runs already with the same input. */
  #start(asked: StartExecutionInput): StartExecutionOutput {
    onlyKnown(asked, ['stateMachineArn', 'name', 'input']);
    this.#tally.add('Step Functions StartExecution');
    const { stateMachineArn, name = '', input = '{}' } = asked;
    if (stateMachineArn !== this.machineArn) throw new Error(`stand-in: knows no machine ${stateMachineArn}`);
    if (!/^[\w.-]{1,80}$/.test(name)) throw new InvalidName({ message: `Invalid Name: '${name}'`, ...METADATA });
    checkInput(input);
    const known = this.#executions.get(name);
    if (known !== undefined && (known.status !== 'RUNNING' || known.input !== input)) {
      throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${name}'`, ...METADATA });
    }
    if (known === undefined) this.#executions.set(name, { name, input, status: 'RUNNING' });
    return { executionArn: this.#arnOf(name), startDate: new Date(0) };
  }

  #describe(input: DescribeExecutionInput): DescribeExecutionOutput {
    onlyKnown(input, ['executionArn']);
    this.#tally.add('Step Functions DescribeExecution');
    const execution = this.execution(input.executionArn?.split(':').at(-1) ?? '');
    if (execution === undefined || input.executionArn !== this.#arnOf(execution.name))
      throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', ...METADATA });
    const { name, status } = execution;
    const [executionArn, stateMachineArn] = [this.#arnOf(name), this.machineArn];
    return { executionArn, stateMachineArn, name, status, input: execution.input, startDate: new Date(0) };
  }

  /** Lists the executions with a status, those that were started last first. */
  #list(input: ListExecutionsInput): ListExecutionsOutput {
    onlyKnown(input, ['stateMachineArn', 'statusFilter', 'maxResults', 'nextToken']);
    this.#tally.add('Step Functions ListExecutions');
    const { stateMachineArn, statusFilter, maxResults = 100, nextToken } = input;
    if (stateMachineArn !== this.machineArn) throw new Error(`stand-in: knows no machine ${stateMachineArn}`);
    const all = this.executions.map((execution, number) => ({ ...execution, number })).toReversed();
    const before = nextToken === undefined ? all.length : Number(/^before (\d+)$/.exec(nextToken)?.[1]);
    if (Number.isNaN(before)) throw new InvalidToken({ message: `Invalid Token: '${nextToken}'`, ...METADATA });
    const found = all.filter(({ number, status }) => number < before && status === (statusFilter ?? status));
    const page = found.slice(0, maxResults);
    const last = page.at(-1);
    const executions = page.map(({ name, status }) => ({
      ...{ executionArn: this.#arnOf(name), stateMachineArn, name, status },
      startDate: new Date(0),
    }));
    const isLast = last === undefined || page.length === found.length;
    return { executions, ...(isLast ? {} : { nextToken: `before ${last.number}` }) };
  }

  #stop(input: StopExecutionInput): StopExecutionOutput {
    onlyKnown(input, ['executionArn', 'error', 'cause']);
    this.#tally.add('Step Functions StopExecution');
    const { executionArn, cause } = input;
    const execution = this.execution(executionArn?.split(':').at(-1) ?? '');
    if (execution === undefined || executionArn !== this.#arnOf(execution.name) || execution.status !== 'RUNNING')
      throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', ...METADATA });
    this.#executions.set(execution.name, {
      ...execution,
      status: 'ABORTED',
      ...(cause === undefined ? {} : { cause }),
    });
    return { stopDate: new Date(0) };
  }

  #arnOf(name: string): string {
    return `${this.machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw new InvalidExecutionInput({ message: `Invalid State Machine Execution Input: '${input}'`, ...METADATA });
  }
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
    throw new InvalidExecutionInput({ message: 'Input exceeds 256 KiB', ...METADATA });
  }
}
