import { createComponents, toAnswerSchema } from './components.ts';
import type { Route, Routes } from './routes.ts';
import { gatewayProblemSchema, problemSchema } from './schemas/problem.ts';

/** The problems that every call may answer, by status. */
const COMMON_PROBLEMS = {
  400: 'The path, the query or a header is malformed.',
  403: 'On AWS: the call is not signed, or not allowed. On one machine: a page of another site sent it.',
  421: 'On one machine: another host was called.',
  429: 'On AWS: more than 200 calls a second.',
  500: 'It could not be done; call again.',
  503: 'On AWS: a timeout, or a throttled Lambda.',
} as const;

/** The problems that every call with a body may answer, by status. */
const BODY_PROBLEMS = {
  413: 'The body is longer than 4 MiB.',
  415: 'On one machine: the body is not sent as JSON, nor a campaign as YAML.',
} as const;

/** The statuses with which API Gateway answers by itself. */
const GATEWAY_STATUSES = ['403', '404', '429', '500', '503'];

/** Returns the OpenAPI 3.1 document of some routes. */
export function createOpenApiDocument(routes: Routes): Record<string, unknown> {
  const calls = Object.entries(routes).map(([call, route]) => {
    const [method = '', path = ''] = call.split(' ');
    return { path, operation: { [method.toLowerCase()]: createOperation(call, path, route) } };
  });
  const byPath = Map.groupBy(calls, ({ path }) => path);
  const paths = [...byPath].map(([path, same]) => [path, Object.assign({}, ...same.map((each) => each.operation))]);
  return {
    openapi: '3.1.0',
    info: { title: 'Campaign Connector', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths: Object.fromEntries(paths),
    components: {
      schemas: createComponents(),
      securitySchemes: {
        currentsToken: { type: 'http', scheme: 'bearer' },
        inboxToken: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function createOperation(call: string, path: string, route: Route): object {
  const {
    summary,
    query = [],
    requiredQuery = [],
    headers = [],
    body,
    bodyType,
    otherBodyType,
    isBodyOptional = false,
    token,
  } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true }));
  const parameters = [
    ...inPath,
    ...query.map((name) => ({ name, in: 'query', required: requiredQuery.includes(name) })),
    ...headers.map((name) => ({ name, in: 'header', required: false })),
  ];
  return {
    operationId: call.replace(/[^A-Za-z]+/g, '-').replace(/-$/, ''),
    summary,
    parameters: parameters.map((parameter) => ({ ...parameter, schema: { type: 'string' } })),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !isBodyOptional,
            content: {
              ...createContent(schemaReference(body), bodyType),
              ...(otherBodyType === undefined ? {} : createContent({ type: 'string' }, otherBodyType)),
            },
          },
        }),
    ...(token === undefined ? {} : { security: [{ [token]: [] }] }),
    responses: createResponses(route, !call.startsWith('GET ')),
  };
}

function createResponses(route: Route, hasBody: boolean): object {
  const { problem = problemSchema, problems, mediaType, answerType } = route;
  const byStatus = { ...COMMON_PROBLEMS, ...(hasBody ? BODY_PROBLEMS : {}), ...problems };
  const own = toAnswerSchema(problem);
  const others = { anyOf: [own, toAnswerSchema(gatewayProblemSchema)] };
  const responses = Object.entries(byStatus).map(([status, description]) => [
    status,
    {
      description,
      content: {
        ...createContent(GATEWAY_STATUSES.includes(status) ? others : own, mediaType),
        ...(answerType === 'text/html' && status === '404' ? createContent({ type: 'string' }, answerType) : {}),
      },
    },
  ]);
  return { ...createAnswer(route), ...Object.fromEntries(responses) };
}

function createAnswer({ answer, mediaType, answerType, isAccepted }: Route): object {
  if (answer !== undefined) {
    const content = createContent(toAnswerSchema(answer), answerType ?? mediaType);
    return isAccepted
      ? { 202: { description: 'It was accepted, and begins now.', content } }
      : { 200: { description: 'The answer.', content } };
  }
  const headers = { Location: { schema: { type: 'string' } } };
  return { 302: { description: 'The address is in the header Location.', headers } };
}

function createContent(schema: object, mediaType = 'application/json'): object {
  return { [mediaType]: { schema } };
}

function schemaReference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
