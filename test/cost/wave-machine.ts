import type { Instant } from '../../core/contracts/instant.ts';
import type { WaveCall } from '../../core/contracts/wave.ts';
import { joinParts } from '../../core/waves.ts';
import { createWaveDefinition } from '../../lib/wave-definition.ts';
import type { Agenda } from './agenda.ts';

/** A state of the machine with the fields that determine its transitions. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Arguments?: { readonly Payload: string };
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: States;
}

interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The input of a state. */
interface Input {
  readonly call: WaveCall;
  readonly at?: string;
  readonly state?: string;
  readonly parts?: readonly WaveCall[];
  readonly broken?: number;
}

/** The answer of dispatch, and its instant. */
export interface Dispatched {
  readonly told: (Omit<Input, 'call'> & { readonly call?: WaveCall }) | { readonly error: string };
  readonly ended: Instant;
}

/** The dependencies of the machine. */
export interface WaveMachineDeps {
  readonly agenda: Agenda;
  readonly dispatch: (at: Instant, call: WaveCall & { readonly isOnly?: boolean }) => Promise<Dispatched>;
  /** Records that a state was entered, which Step Functions bills. */
  readonly entered: (at: Instant, state: string) => void;
  /** Records that an execution has succeeded. */
  readonly succeeded: (name: string, at: Instant) => void;
}

type Over = (at: Instant, output: Input) => void;

/** An interpreter of the wave machine's own definition, in virtual time. It throws where the definition contains what it does not know. */
export class WaveMachine {
  readonly #deps: WaveMachineDeps;
  readonly #machine: States = createWaveDefinition({
    invokeResource: 'lambda:invoke',
    functionArn: 'dispatch',
    timeoutSeconds: 130,
  });

  constructor(deps: WaveMachineDeps) {
    this.#deps = deps;
  }

  /** Begins an execution. */
  begin(name: string, at: Instant, input: string): void {
    const over: Over = (ended) => this.#deps.succeeded(name, ended);
    this.#go(this.#machine, { name: this.#machine.StartAt, at, input: JSON.parse(input), over });
  }

  #go(machine: States, step: { name: string; at: Instant; input: Input; over: Over }): void {
    this.#deps.agenda.plan(step.at, (at) => this.#enter(machine, { ...step, at }));
  }

  async #enter(
    machine: States,
    { name, at, input, over }: { name: string; at: Instant; input: Input; over: Over },
  ): Promise<void> {
    const state = machine.States[name];
    if (state === undefined) throw new Error(`wave machine: knows no state ${name}`);
    this.#deps.entered(at, name);
    const go = (next: string | undefined, when: Instant, output: Input) =>
      this.#go(machine, { name: next ?? `after ${name}`, at: when, input: output, over });
    switch (state.Type) {
      case 'Wait':
        return go(state.Next, Math.max(at, Date.parse(input.at ?? '')), input);
      case 'Choice':
        return go(chosen(state, input), at, input);
      case 'Succeed':
        return over(at, input);
      case 'Task': {
        const isOnly = state.Arguments?.Payload.includes('"isOnly": true') ?? false;
        const { told, ended } = await this.#deps.dispatch(at, { ...input.call, ...(isOnly ? { isOnly } : {}) });
        if ('error' in told) return go(nextAfter(told.error, state), ended, input);
        const output = { ...input, ...told };
        return state.End ? over(ended, output) : go(state.Next, ended, output);
      }
      case 'Map':
        return this.#share(state, { at, input, over: (when, output) => go(state.Next, when, output) });
      default:
        throw new Error(`wave machine: expected no state of type ${state.Type}, found ${name}`);
    }
  }

  /** Runs the parts of a pass at the same time, up to the maximum concurrency. */
  #share(state: State, { at, input, over }: { at: Instant; input: Input; over: Over }): void {
    const { ItemProcessor: machine, MaxConcurrency: concurrency = 1 } = state;
    if (machine === undefined) throw new Error('wave machine: expected what is done with each part');
    const parts = [...(input.parts ?? [])];
    const passed: number[] = [];
    const all = parts.length;
    const begin = (when: Instant) => {
      const call = parts.shift();
      if (call !== undefined) this.#go(machine, { name: machine.StartAt, at: when, input: { call }, over: ended });
    };
    const ended: Over = (when, output) => {
      passed.push(output.broken ?? 0);
      if (passed.length === all) over(when, { ...input, call: joinParts(input.call, passed) });
      else begin(when);
    };
    for (let lane = 0; lane < concurrency; lane++) begin(at);
  }
}

function nextAfter(error: string, { Catch = [] }: State): string {
  const caught = Catch.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  if (caught === undefined) throw new Error(`wave machine: expected the error ${error} to be caught`);
  return caught.Next;
}

function chosen({ Choices = [], Default }: State, { state }: Input): string | undefined {
  for (const { Condition, Next } of Choices) {
    const [, asked] = /^\{% \$states\.input\.state = '(\w+)' %\}$/.exec(Condition) ?? [];
    if (asked === undefined) throw new Error(`wave machine: expected a condition on the state, found ${Condition}`);
    if (asked === state) return Next;
  }
  return Default;
}
