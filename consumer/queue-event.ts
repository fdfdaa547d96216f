/** A batch of messages, as Lambda hands it over. It has the fields of `SQSEvent` that are needed. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** A message of a queue. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    /** The instant at which the message came to the queue, in milliseconds since 1970. */
    readonly SentTimestamp: string;
    readonly ApproximateReceiveCount: string;
  };
}

/** The answer that tells Lambda which messages of a batch failed. The others are deleted. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}
