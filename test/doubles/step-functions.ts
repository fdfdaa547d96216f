import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidExecutionInput,
  InvalidName,
  InvalidToken,
  ListExecutionsCommand,
  type ListExecutionsCommandOutput,
  StartExecutionCommand,
  type StartExecutionCommandOutput,
  type StopExecutionCommand,
  type StopExecutionCommandOutput,
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

type Asked = StartExecutionCommand | DescribeExecutionCommand | ListExecutionsCommand | StopExecutionCommand;
type Answer =
  | StartExecutionCommandOutput
  | DescribeExecutionCommandOutput
  | ListExecutionsCommandOutput
  | StopExecutionCommandOutput;

const MAX_INPUT_BYTES = 256 * 1024;
const DONE = { $metadata: {} };

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
    return new StandInExecutions((command) => around(nameOf(command), () => this.#answer(command)));
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

  #answer(command: Asked): Answer {
    if (command instanceof DescribeExecutionCommand) return this.#describe(command);
    if (command instanceof ListExecutionsCommand) return this.#list(command);
    return command instanceof StartExecutionCommand ? this.#start(command) : this.#stop(command);
  }

  /** Starts an execution; once, where it runs already with the same input. */
  #start({ input: asked }: StartExecutionCommand): StartExecutionCommandOutput {
    onlyKnown(asked, ['stateMachineArn', 'name', 'input']);
    this.#tally.add('Step Functions StartExecution');
    const { stateMachineArn, name = '', input = '{}' } = asked;
    if (stateMachineArn !== this.machineArn) throw new Error(`stand-in: knows no machine ${stateMachineArn}`);
    if (!/^[\w.-]{1,80}$/.test(name)) throw new InvalidName({ message: `Invalid Name: '${name}'`, ...DONE });
    checkInput(input);
    const known = this.#executions.get(name);
    if (known !== undefined && (known.status !== 'RUNNING' || known.input !== input)) {
      throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${name}'`, ...DONE });
    }
    if (known === undefined) this.#executions.set(name, { name, input, status: 'RUNNING' });
    return { ...DONE, executionArn: this.#arnOf(name), startDate: new Date(0) };
  }

  #describe({ input }: DescribeExecutionCommand): DescribeExecutionCommandOutput {
    onlyKnown(input, ['executionArn']);
    this.#tally.add('Step Functions DescribeExecution');
    const execution = this.execution(input.executionArn?.split(':').at(-1) ?? '');
    if (execution === undefined || input.executionArn !== this.#arnOf(execution.name))
      throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', ...DONE });
    const { name, status } = execution;
    const [executionArn, stateMachineArn] = [this.#arnOf(name), this.machineArn];
    return { ...DONE, executionArn, stateMachineArn, name, status, input: execution.input, startDate: new Date(0) };
  }

  /** Lists the executions with a status, those that were started last first. */
  #list({ input }: ListExecutionsCommand): ListExecutionsCommandOutput {
    onlyKnown(input, ['stateMachineArn', 'statusFilter', 'maxResults', 'nextToken']);
    this.#tally.add('Step Functions ListExecutions');
    const { stateMachineArn, statusFilter, maxResults = 100, nextToken } = input;
    if (stateMachineArn !== this.machineArn) throw new Error(`stand-in: knows no machine ${stateMachineArn}`);
    const all = this.executions.map((execution, number) => ({ ...execution, number })).toReversed();
    const before = nextToken === undefined ? all.length : Number(/^before (\d+)$/.exec(nextToken)?.[1]);
    if (Number.isNaN(before)) throw new InvalidToken({ message: `Invalid Token: '${nextToken}'`, ...DONE });
    const found = all.filter(({ number, status }) => number < before && status === (statusFilter ?? status));
    const page = found.slice(0, maxResults);
    const last = page.at(-1);
    const executions = page.map(({ name, status }) => ({
      ...{ executionArn: this.#arnOf(name), stateMachineArn, name, status },
      startDate: new Date(0),
    }));
    const isLast = last === undefined || page.length === found.length;
    return { ...DONE, executions, ...(isLast ? {} : { nextToken: `before ${last.number}` }) };
  }

  #stop({ input }: StopExecutionCommand): StopExecutionCommandOutput {
    onlyKnown(input, ['executionArn', 'error', 'cause']);
    this.#tally.add('Step Functions StopExecution');
    const { executionArn, cause } = input;
    const execution = this.execution(executionArn?.split(':').at(-1) ?? '');
    if (execution === undefined || executionArn !== this.#arnOf(execution.name) || execution.status !== 'RUNNING')
      throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', ...DONE });
    this.#executions.set(execution.name, {
      ...execution,
      status: 'ABORTED',
      ...(cause === undefined ? {} : { cause }),
    });
    return { ...DONE, stopDate: new Date(0) };
  }

  #arnOf(name: string): string {
    return `${this.machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  }
}

class StandInExecutions implements ExecutionsClient {
  readonly #ask: (command: Asked) => Promise<Answer>;

  constructor(ask: (command: Asked) => Promise<Answer>) {
    this.#ask = ask;
  }

  send(command: StartExecutionCommand): Promise<StartExecutionCommandOutput>;
  send(command: DescribeExecutionCommand): Promise<DescribeExecutionCommandOutput>;
  send(command: ListExecutionsCommand): Promise<ListExecutionsCommandOutput>;
  send(command: StopExecutionCommand): Promise<StopExecutionCommandOutput>;
  send(command: Asked): Promise<Answer> {
    return this.#ask(command);
  }
}

function nameOf(command: Asked): string {
  const operation = command.constructor.name.replace(/Command$/, '');
  if (command instanceof StartExecutionCommand) return `${operation} ${command.input.name}`;
  if (command instanceof ListExecutionsCommand) return `${operation} ${command.input.statusFilter}`;
  return `${operation} ${command.input.executionArn}`;
}

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw new InvalidExecutionInput({ message: `Invalid State Machine Execution Input: '${input}'`, ...DONE });
  }
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
    throw new InvalidExecutionInput({ message: 'Input exceeds 256 KiB', ...DONE });
  }
}
