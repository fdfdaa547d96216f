import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { checkAnswer, type Exchange } from '../harness/api/check-answer.ts';

/** The maximum number of answers that are kept to be checked. */
const MAX_SAMPLES = 200;

/** A client that calls one server over connections that are kept open: lighter than fetch, so that it takes less of the machine. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #url: string;
  /** The first answer to each call, by its method and path. */
  readonly #samples = new Map<string, Exchange>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a call; returns its JSON. Throws where the status is not between 200 and 299. */
  async call(method: string, path: string, body?: string): Promise<unknown> {
    const answer = await this.#send(method, path, body);
    this.#keepSample({ method, path, status: answer.status, text: answer.body });
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 500)}`);
    }
    return answer.body === '' ? undefined : JSON.parse(answer.body);
  }

  /** Checks the first answers to each call against the OpenAPI document. It is called after what is measured. */
  async checkSamples(): Promise<void> {
    for (const sample of this.#samples.values()) await checkAnswer(sample);
  }

  close(): void {
    this.#agent.destroy();
  }

  #keepSample(exchange: Exchange): void {
    const call = `${exchange.method} ${exchange.path}`;
    if (this.#samples.size < MAX_SAMPLES && !this.#samples.has(call)) this.#samples.set(call, exchange);
  }

  #send(method: string, path: string, body = ''): Promise<{ status: number; body: string }> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sending = request(`${this.#url}${path}`, { method, agent: this.#agent, headers }, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
      });
      sending.on('error', reject);
      sending.end(body);
    });
  }
}
