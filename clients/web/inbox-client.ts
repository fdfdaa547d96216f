/** A button of an in-app message. */
export interface MessageButton {
  readonly id: string;
  readonly label: string;
  readonly url?: string;
}

/** A message in the inbox, as `GET /inbox` lists it. Instants are RFC 3339. */
export interface ListedMessage {
  readonly id: string;
  readonly dispatchId: string;
  readonly campaignId: string;
  readonly channel: 'in_app_message' | 'content_card';
  readonly title?: string;
  readonly body: string;
  readonly url?: string;
  readonly imageUrl?: string;
  readonly buttons?: readonly MessageButton[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly viewed: boolean;
}

/** The address of the public interface, and a token of `POST /inbox-tokens`, or a function that gets one from your server. */
export interface InboxClientOptions {
  readonly baseUrl: string;
  readonly token?: string;
  /** Returns a token. It is called before the first call, and again when a token is no longer valid. */
  readonly getToken?: () => string | Promise<string>;
}

/** The functions that a poll calls, and its pace. */
export interface PollOptions {
  /** Receives the inbox after each read. */
  readonly onMessages: (messages: readonly ListedMessage[]) => void;
  /** Receives the errors of reads that failed. The poll goes on. */
  readonly onError?: (error: unknown) => void;
  /** The time between two reads in milliseconds: a minute if absent. */
  readonly intervalMs?: number;
}

/** An answer of the inbox that is no success: its status, and the code of the problem. */
export class InboxCallError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, code: string | undefined) {
    super(`inbox: answered ${status}${code === undefined ? '' : ` ${code}`}`);
    this.name = 'InboxCallError';
    this.status = status;
    this.code = code;
  }
}

const DEFAULT_INTERVAL_MS = 60_000;
const MAX_INTERVAL_MS = 10 * 60_000;
/** The maximum number of pages of an inbox. */
const MAX_PAGES = 20;

/** A client of the inbox of one user. Every call may be repeated: the installation counts it once. */
export class InboxClient {
  readonly #baseUrl: string;
  readonly #getToken: () => string | Promise<string>;
  #token: string | undefined;

  constructor({ baseUrl, token, getToken }: InboxClientOptions) {
    if (token === undefined && getToken === undefined) throw new TypeError('InboxClient: expected token or getToken');
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#token = token;
    this.#getToken = getToken ?? (() => token ?? '');
  }

  /** Returns the messages that the user sees, newest first. */
  async list(): Promise<ListedMessage[]> {
    const messages: ListedMessage[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const query: string = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page = await this.#call('GET', `/inbox${query}`);
      if (!isPage(page)) throw new TypeError('inbox: answered with no list of messages');
      messages.push(...page.messages);
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    return messages;
  }

  /** Records that the user saw a message. Call it when the message is on the screen. */
  async markViewed(id: string): Promise<void> {
    await this.#answer(id, 'viewed');
  }

  /** Records that the user clicked a message. */
  async click(id: string): Promise<void> {
    await this.#answer(id, 'clicked');
  }

  /** Removes a message from the inbox. */
  async dismiss(id: string): Promise<void> {
    await this.#answer(id, 'dismissed');
  }

  /** Records that the user pressed a button of a message. */
  async pressButton(id: string, buttonId: string): Promise<void> {
    await this.#answer(id, 'button', { buttonId });
  }

  /** Reads the inbox now and then again and again, after failures less and less often. Returns the function that ends it. */
  poll({ onMessages, onError, intervalMs = DEFAULT_INTERVAL_MS }: PollOptions): () => void {
    let [timer, isEnded, failures]: [ReturnType<typeof setTimeout> | undefined, boolean, number] = [
      undefined,
      false,
      0,
    ];
    const read = async () => {
      try {
        const messages = await this.list();
        failures = 0;
        if (!isEnded) onMessages(messages);
      } catch (error) {
        failures += 1;
        if (!isEnded) onError?.(error);
      }
      if (!isEnded) timer = setTimeout(read, computePause(intervalMs, failures));
    };
    void read();
    return () => {
      isEnded = true;
      clearTimeout(timer);
    };
  }

  async #answer(id: string, did: string, body?: object): Promise<void> {
    // A page that is left right after a click still sends it.
    await this.#call('POST', `/inbox/${encodeURIComponent(id)}/${did}`, {
      keepalive: true,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async #call(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
    const first = await this.#send(method, path, init);
    const response = first.status === 401 ? await this.#sendWithNewToken(method, path, init) : first;
    if (response.ok) return response.json();
    throw new InboxCallError(response.status, await readCode(response));
  }

  async #sendWithNewToken(method: string, path: string, init: RequestInit): Promise<Response> {
    this.#token = undefined;
    return this.#send(method, path, init);
  }

  async #send(method: string, path: string, init: RequestInit): Promise<Response> {
    this.#token ??= await this.#getToken();
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return fetch(this.#baseUrl + path, { ...init, method, headers, credentials: 'omit', cache: 'no-store' });
  }
}

/** Returns whether a value is a page of an inbox. */
function isPage(value: unknown): value is { readonly messages: readonly ListedMessage[]; readonly cursor?: string } {
  return typeof value === 'object' && value !== null && 'messages' in value && Array.isArray(value.messages);
}

async function readCode(response: Response): Promise<string | undefined> {
  // Another server may have answered, and not in JSON.
  return /"code":"([a-z0-9-]+)"/.exec(await response.text())?.[1];
}

/** Returns the pause before the next read: twice as long after each failure, at most ten minutes, and up to a tenth longer by chance, so that not all pages read at the same moment. */
function computePause(intervalMs: number, failures: number): number {
  const pause = Math.max(intervalMs, Math.min(intervalMs * 2 ** Math.min(failures, 20), MAX_INTERVAL_MS));
  return pause * (1 + Math.random() / 10);
}
