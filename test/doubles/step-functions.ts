import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidExecutionInput,
  InvalidName,
  type StartExecutionCommand,
  type StartExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import type { ExecutionsClient } from '../../adapters/aws/client-interfaces.ts';
import { onlyKnown } from './only-known.ts';
import { type Around, straight, type Tally } from './tally.ts';

/** An execution with its input and its status. */
export interface Execution {
  readonly name: string;
  readonly input: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
}

type Asked = StartExecutionCommand | DescribeExecutionCommand;
type Answer = StartExecutionCommandOutput | DescribeExecutionCommandOutput;

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

  #answer(command: Asked): Answer {
    return command instanceof DescribeExecutionCommand ? this.#describe(command) : this.#start(command);
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
  send(command: Asked): Promise<Answer> {
    return this.#ask(command);
  }
}

function nameOf(command: Asked): string {
  const asked = command instanceof DescribeExecutionCommand ? command.input.executionArn : command.input.name;
  return `${command.constructor.name.replace(/Command$/, '')} ${asked}`;
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
