import { MINUTE } from '../../core/contracts/time-span.ts';
import type { WaveCall } from '../../core/contracts/wave.ts';
import { joinParts } from '../../core/waves.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import type { Container } from '../../functions/runtime/container.ts';
import type { StandInStepFunctions } from '../doubles/step-functions.ts';
import { lasting } from '../harness/functions/in-container.ts';
import type { Lambdas } from './aws-lambdas.ts';
import type { SimulationContext } from './platform.ts';

/** A call of dispatch, which may have to end its pass: else it throws, and the machine calls as often as needed. */
type Call = WaveCall & { readonly isOnly?: true };
type Answer = Awaited<ReturnType<ReturnType<typeof dispatch>>>;

/** The dependencies of the simulated wave machine. */
export interface MachineDeps {
  readonly context: SimulationContext;
  readonly stepFunctions: StandInStepFunctions;
  readonly lambdas: Lambdas;
  /** Reports that an execution failed. */
  readonly failed: (name: string) => void;
}

/** The number of failed calls in a row after which the wave machine may give up. */
const CALLS_BEFORE_FAILURE = 1;

/** An interpreter of the wave machine: it takes executions through the states of its definition. */
export class WaveMachine {
  readonly #deps: MachineDeps;

  constructor(deps: MachineDeps) {
    this.#deps = deps;
  }

  /** Begins an execution, which waits until its wave is due. */
  begin(name: string, input: string): void {
    const { at, call } = JSON.parse(input);
    this.#deps.context.scheduler.at(Date.parse(at), () => this.#call(name, { ...call, isOnly: true }));
  }

  /** Calls dispatch, again where that fails until the machine gives up, and sometimes twice at the same time. */
  #call(name: string, call: Call, broken = 0): void {
    const { random, scheduler } = this.#deps.context;
    if (!this.#runs(name)) return;
    const broke = (why: string) => {
      if (why.includes('NeedsMoreCalls')) return this.#call(name, withoutMark(call));
      if (broken >= CALLS_BEFORE_FAILURE && random.chance(0.5)) this.#deps.failed(name);
      else scheduler.at(this.#soon(), () => this.#call(name, call, broken + 1));
    };
    const ended = (answer: Answer) => this.#go(name, call, answer);
    if (random.chance(0.1))
      this.#dispatch(`${name} (duplicate)`, call, { ended: () => undefined, broke: () => undefined });
    this.#dispatch(`${name}${call.isLastCall ? ' (last call)' : ''}`, call, { ended, broke });
  }

  #dispatch(
    name: string,
    call: Call,
    callbacks: { ended: (answer: Answer) => void; broke: (why: string) => void },
  ): void {
    const { context, lambdas } = this.#deps;
    const work = (container: Container) => dispatch(container)(call, lasting(2 * MINUTE));
    context.scheduler.invoke(`dispatch ${name}`, (by) => lambdas.invoke(by, work), callbacks);
  }

  #go(name: string, call: Call, answer: Answer): void {
    if (!this.#runs(name)) return;
    const { scheduler, passed } = this.#deps.context;
    switch (answer.state) {
      case 'done':
        return this.#deps.stepFunctions.end(name, 'SUCCEEDED');
      case 'next':
        if (answer.call.isLastCall && !call.isLastCall) passed(scheduler.now - call.wave.departure);
        return scheduler.at(Date.parse(answer.at), () =>
          this.#call(name, call.isOnly ? { ...answer.call, isOnly: true } : answer.call),
        );
      case 'parts': {
        const counts: number[] = [];
        const over = (broken: number) => {
          counts.push(broken);
          if (counts.length === answer.parts.length) this.#call(name, joinParts(answer.call, counts));
        };
        for (const part of answer.parts) this.#part(name, part, over);
        return;
      }
      default:
        throw new Error(`${name}: expected an answer to the whole, found ${answer.state}`);
    }
  }

  #part(name: string, part: WaveCall, over: (broken: number) => void): void {
    if (!this.#runs(name)) return;
    const ended = (answer: Answer) => {
      if (answer.state === 'part') this.#part(name, answer.call, over);
      else if (answer.state === 'passed') over(answer.broken);
      else throw new Error(`${name}: expected an answer to a part, found ${answer.state}`);
    };
    const broke = () => this.#deps.context.scheduler.at(this.#soon(), () => this.#part(name, part, over));
    this.#dispatch(`${name} (part ${part.cursor})`, part, { ended, broke });
  }

  #runs(name: string): boolean {
    return this.#deps.stepFunctions.execution(name)?.status === 'RUNNING';
  }

  #soon(): number {
    const { history, random, scheduler } = this.#deps.context;
    return scheduler.now + random.upTo(history.disturbances.maxRetry);
  }
}

function withoutMark({ isOnly: _, ...call }: Call): WaveCall {
  return call;
}
