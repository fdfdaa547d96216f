import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ConsoleProblem, respondConsoleProblem } from '../../server/console/console-problems.ts';

/** Refuses a request: drops its body, so that its sender sees the answer, and sends the problem. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, problem: ConsoleProblem): void {
  request.resume();
  respondConsoleProblem(response, problem);
}
