/** The maximum duration of an execution: a year, which is the limit of Step Functions. A delay is at most 360 days. */
const MAX_EXECUTION_SECONDS = 31_536_000;

/** The maximum number of parts of a big wave that are dispatched concurrently. */
const MAX_CONCURRENT_PARTS = 16;

/** The function that the wave machine calls. */
export interface WaveDefinitionProps {
  /** The ARN of the Step Functions integration that calls a Lambda function. */
  readonly invokeResource: string;
  /** The ARN of the dispatch function. */
  readonly functionArn: string;
  /** The timeout of a call, in seconds. */
  readonly timeoutSeconds: number;
}

/**
 * The error with which dispatch refuses to end a pass in one call: the wave is too big, or an enrollment failed. The machine then calls
 * it as often as needed.
 */
const NEEDS_MORE_CALLS = 'NeedsMoreCalls';

/**
 * Creates the definition of the wave machine, in Amazon States Language with JSONata. A wave whose passes take one call each enters four
 * states: it waits, is dispatched, waits, and makes its last call. A Choice between them would cost a transition in each wave. Any other
 * wave is dispatched again and again, until dispatch answers `done`. The input `{ campaign, publication, departs, at, call }` is kept
 * through every state, so that operators see it.
 */
export function createWaveDefinition(props: WaveDefinitionProps) {
  return {
    Comment: 'All enrollments of one publication of a follow-up that leave at the same instant.',
    QueryLanguage: 'JSONata',
    TimeoutSeconds: MAX_EXECUTION_SECONDS,
    StartAt: 'Wait until it is due',
    States: {
      'Wait until it is due': {
        Type: 'Wait',
        Timestamp: '{% $states.input.at %}',
        Next: 'Dispatch in one call',
      },
      'Dispatch in one call': {
        ...createOnlyCallTask(props),
        Output: '{% $merge([$states.input, $states.result.Payload]) %}',
        Next: 'Wait for the last call',
      },
      'Wait for the last call': {
        Type: 'Wait',
        Timestamp: '{% $states.input.at %}',
        Next: 'Make the last call',
      },
      'Make the last call': {
        ...createOnlyCallTask(props),
        Output: '{% $merge([$states.input, $states.result.Payload]) %}',
        End: true,
      },
      'Dispatch who still waits': {
        ...createInvokeTask(props),
        Output: '{% $merge([$states.input, $states.result.Payload]) %}',
        Next: 'Does anyone still wait?',
      },
      'Does anyone still wait?': {
        Type: 'Choice',
        Choices: [
          { Condition: "{% $states.input.state = 'next' %}", Next: 'Wait for the next call' },
          { Condition: "{% $states.input.state = 'parts' %}", Next: 'Dispatch the parts side by side' },
          { Condition: "{% $states.input.state = 'done' %}", Next: 'Everybody has left' },
        ],
        Default: 'The answer was not understood',
      },
      'Wait for the next call': {
        Type: 'Wait',
        Timestamp: '{% $states.input.at %}',
        Next: 'Dispatch who still waits',
      },
      'Dispatch the parts side by side': {
        Type: 'Map',
        Items: '{% $states.input.parts %}',
        ItemSelector: { call: '{% $states.context.Map.Item.Value %}' },
        MaxConcurrency: MAX_CONCURRENT_PARTS,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Dispatch a part',
          States: {
            'Dispatch a part': {
              ...createInvokeTask(props),
              Output: '{% $states.result.Payload %}',
              Next: 'Is the part through?',
            },
            'Is the part through?': {
              Type: 'Choice',
              Choices: [{ Condition: "{% $states.input.state = 'part' %}", Next: 'Dispatch a part' }],
              Default: 'The part is through',
            },
            'The part is through': { Type: 'Succeed' },
          },
        },
        Output: {
          campaign: '{% $states.input.campaign %}',
          publication: '{% $states.input.publication %}',
          departs: '{% $states.input.departs %}',
          at: '{% $states.input.at %}',
          call: '{% $merge([$states.input.call, { "isOver": true, "broken": $sum([$states.input.call.broken, $states.result.broken]) }]) %}',
        },
        Next: 'Dispatch who still waits',
      },
      'Everybody has left': { Type: 'Succeed' },
      'The answer was not understood': {
        Type: 'Fail',
        Error: 'AnswerNotUnderstood',
        Cause: 'Dispatch answered with a state that the machine does not know.',
      },
    },
  };
}

/** Creates a task that calls dispatch once for a whole pass. If that does not end it, the wave goes on with the same call, as often as needed. */
function createOnlyCallTask(props: WaveDefinitionProps) {
  const { Arguments, Retry, ...task } = createInvokeTask(props);
  return {
    ...task,
    Arguments: { ...Arguments, Payload: '{% $merge([$states.input.call, { "isOnly": true }]) %}' },
    // States.ALL would retry it.
    Retry: [{ ErrorEquals: [NEEDS_MORE_CALLS], MaxAttempts: 0 }, ...Retry],
    Catch: [{ ErrorEquals: [NEEDS_MORE_CALLS], Output: '{% $states.input %}', Next: 'Dispatch who still waits' }],
  };
}

/** Creates a task that calls dispatch. Errors of Lambda itself are retried 20 times, with at most 15 minutes of waiting; other errors five times, with at most 155 seconds. */
function createInvokeTask({ invokeResource, functionArn, timeoutSeconds }: WaveDefinitionProps) {
  return {
    Type: 'Task',
    Resource: invokeResource,
    Arguments: { FunctionName: functionArn, Payload: '{% $states.input.call %}' },
    TimeoutSeconds: timeoutSeconds,
    Retry: [
      {
        ErrorEquals: [
          'Lambda.TooManyRequestsException',
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.ClientExecutionTimeoutException',
        ],
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        MaxAttempts: 20,
        JitterStrategy: 'FULL',
      },
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: 5,
        BackoffRate: 2,
        MaxDelaySeconds: 300,
        MaxAttempts: 5,
        JitterStrategy: 'FULL',
      },
    ],
  };
}
