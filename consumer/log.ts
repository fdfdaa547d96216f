/** The log of a consumer, for operators. */
export interface ConsumerLog {
  /** Logs that something went wrong: its code, and what it was about. */
  warn(code: string, facts: Readonly<Record<string, unknown>>): void;
}

/** The log of a Lambda function: lines of JSON. */
export const consoleLog: ConsumerLog = {
  warn: (message, facts) => console.warn(JSON.stringify({ level: 'WARN', message, ...facts })),
};
