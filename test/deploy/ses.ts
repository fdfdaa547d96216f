import { createServer, type IncomingMessage } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { LambdaClient, ListFunctionsCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { formatInstant } from '../../core/contracts/instant.ts';
import { listening } from '../harness/processes.ts';
import { AT, aMail, anEvent, RECIPIENT, SENT_AT, type SesType } from '../sources/ses/recorded-events.ts';
import { createAwsCli } from './aws-cli.ts';
import type { SendingInstallation } from './deployed.ts';

const named = v.object({ Name: v.string(), Value: v.string() });
const sendEmail = v.object({
  FromEmailAddress: v.string(),
  Destination: v.object({ ToAddresses: v.tuple([v.string()]) }),
  ConfigurationSetName: v.string(),
  EmailTags: v.array(named),
  Content: v.object({
    Simple: v.object({
      Subject: v.object({ Data: v.string() }),
      Body: v.object({ Html: v.optional(v.object({ Data: v.string() })) }),
      Headers: v.array(named),
    }),
  }),
});
const accepted = v.object({ MessageId: v.string() });

/** An email that the emulator accepted, as the sender gave it to SES. */
export interface AcceptedEmail {
  readonly messageId: string;
  readonly acceptedAt: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string | undefined;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A server between the sender of emails and the emulator. It records what the emulator forgets of an email: its tags, its configuration set
 * and its headers. And it reports to the topic what happens to emails, because the emulator does not.
 */
export interface Ses {
  readonly emails: readonly AcceptedEmail[];
  /** Reports something about an email, as SES documents it. */
  report(type: SesType, email: AcceptedEmail): Promise<void>;
  close(): void;
}

/** Starts the server, and makes the sender of emails call it. */
export async function openSes({ endpoint, outputs, sesEventsTopicArn }: SendingInstallation): Promise<Ses> {
  const aws = createAwsCli(process.env, new AbortController().signal);
  const emails: AcceptedEmail[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { status, answer } = await pass(request, body, endpoint);
    const { success, output } = v.safeParse(accepted, JSON.parse(answer));
    if (success && request.method === 'POST')
      emails.push(toEmail(output.MessageId, v.parse(sendEmail, JSON.parse(body))));
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
  });
  const port = await listening(server);
  await redirectSender(`http://127.0.0.1:${port}`, outputs.BusName);
  return {
    emails,
    async report(type, email) {
      const message = ['--message', JSON.stringify(createEvent(type, email))];
      await aws('sns', 'publish', '--topic-arn', sesEventsTopicArn, ...message);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Makes the Lambda function that sends emails call another address of SES. */
async function redirectSender(address: string, connector: string): Promise<void> {
  const lambda = new LambdaClient();
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
  const prefix = `${connector}-ConnectorSendersEmail`;
  const { FunctionName, Environment } = Functions.find((each) => each.FunctionName?.startsWith(prefix)) ?? {};
  if (FunctionName === undefined) throw new Error(`send-email: expected a function ${prefix}…`);
  const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_SESV2: address };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
}

/** Passes a request on with all of its headers, because its signature is over them. */
async function pass({ method, url, headers }: IncomingMessage, body: string, endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const passed = requestOverTls({ hostname, port, servername: hostname, method, path: url, headers }, resolve);
    passed.on('error', reject);
    passed.end(body);
  });
  return { status: response.statusCode ?? 500, answer: await text(response) };
}

function toEmail(messageId: string, email: v.InferOutput<typeof sendEmail>): AcceptedEmail {
  const { Subject, Body, Headers } = email.Content.Simple;
  const toRecord = (list: readonly v.InferOutput<typeof named>[]) =>
    Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
  return {
    messageId,
    acceptedAt: formatInstant(Date.now()),
    to: email.Destination.ToAddresses[0],
    from: email.FromEmailAddress,
    subject: Subject.Data,
    html: Body.Html?.Data,
    configurationSet: email.ConfigurationSetName,
    tags: toRecord(email.EmailTags),
    headers: toRecord(Headers),
  };
}

/** Creates an event about an email, with all the fields that SES documents. */
function createEvent(type: SesType, { messageId, acceptedAt, to, tags, configurationSet }: AcceptedEmail): unknown {
  const lists = Object.entries({ ...tags, 'ses:configuration-set': configurationSet }).map(
    ([name, value]): [string, string[]] => [name, [value]],
  );
  const mail = aMail(Object.fromEntries(lists), { messageId, destination: [to] });
  const event = JSON.stringify(anEvent(type, mail));
  const now = formatInstant(Date.now());
  return JSON.parse(event.replaceAll(AT, now).replaceAll(SENT_AT, acceptedAt).replaceAll(RECIPIENT, to));
}
