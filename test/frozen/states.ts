import { evaluated, type States } from '../harness/lib/jsonata.ts';

/** A state of a machine, with the fields that the wave machine uses. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Output: unknown;
    readonly Next: string;
  }[];
  readonly Timestamp?: string;
  readonly Arguments?: unknown;
  readonly Output?: unknown;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Items?: string;
  readonly ItemSelector?: unknown;
  readonly ItemProcessor?: Machine;
}

/** A state machine, or the part of one that a Map runs for each item. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state that an execution enters, and its input. */
export interface Step {
  readonly state: string;
  readonly input: unknown;
}

/** The callbacks of a running execution. */
export interface Execution {
  /** Calls the Lambda of a task; returns its answer. */
  invoke(payload: unknown): Promise<unknown>;
  /** Waits until an instant. */
  waitUntil(timestamp: string): void;
  /** Observes every state that is entered. */
  enters?(step: Step): void;
}

/** Runs an execution from a step to its end; returns the type of its last state, and the output. A Map runs its items one after the other. */
export async function runFrom(
  machine: Machine,
  from: Step,
  execution: Execution,
): Promise<{ end: string; output: unknown }> {
  const { States: states } =
    Object.values(machine.States).find(({ ItemProcessor: part }) => part?.States[from.state])?.ItemProcessor ?? machine;
  let { state: name, input } = from;
  for (;;) {
    const state = states[name];
    if (state === undefined) throw new Error(`${name}: expected a state of the machine`);
    execution.enters?.({ state: name, input });
    if (state.Type === 'Succeed' || state.Type === 'Fail') return { end: state.Type, output: input };
    if (state.Type === 'Choice') {
      name = await chosen(state, { input });
      continue;
    }
    try {
      input = await outputOf(state, input, execution);
      if (state.End) return { end: 'Succeed', output: input };
      name = state.Next ?? '';
    } catch (error) {
      const caught = state.Catch?.find(({ ErrorEquals }) => error instanceof Error && ErrorEquals.includes(error.name));
      if (caught === undefined) throw error;
      input = await evaluated(caught.Output, { input });
      name = caught.Next;
    }
  }
}

async function outputOf(state: State, input: unknown, execution: Execution): Promise<unknown> {
  switch (state.Type) {
    case 'Wait':
      execution.waitUntil(String(await evaluated(state.Timestamp, { input })));
      return input;
    case 'Task': {
      const asked = Object.entries(Object(await evaluated(state.Arguments, { input })));
      const payload = await execution.invoke(Object.fromEntries(asked)['Payload']);
      return evaluated(state.Output, { input, result: { Payload: payload } });
    }
    case 'Map':
      return evaluated(state.Output, { input, result: await mapped(state, input, execution) });
    default:
      throw new Error(`${state.Type}: expected a type of state that the wave machine has`);
  }
}

async function mapped(
  { Items, ItemSelector, ItemProcessor: part }: State,
  input: unknown,
  execution: Execution,
): Promise<unknown[]> {
  const items = await evaluated(Items, { input });
  if (part === undefined || !Array.isArray(items)) throw new Error('Map: expected items and a processor');
  const outputs: unknown[] = [];
  for (const Value of items) {
    const selected = await evaluated(ItemSelector, { input, context: { Map: { Item: { Value } } } });
    outputs.push((await runFrom(part, { state: part.StartAt, input: selected }, execution)).output);
  }
  return outputs;
}

async function chosen({ Choices = [], Default = '' }: State, states: States): Promise<string> {
  for (const { Condition, Next } of Choices) if ((await evaluated(Condition, states)) === true) return Next;
  return Default;
}
