import { toJsonSchema } from '@valibot/to-json-schema';
import type { Hono } from 'hono';
import type * as v from 'valibot';
import { createCampaignSchema } from '../core/campaign-schema.ts';
import { DETAIL_SCHEMAS, entrySchema } from '../core/contracts/entry.ts';
import { overrideAction } from '../core/json-schema.ts';
import { ROUTES } from './routes.ts';

type Route = (typeof ROUTES)[string];

/** What the interface says about itself, for machines. */
export function registerOpenApiRoutes(app: Hono): void {
  app.get('/openapi.json', (context) => context.json(createOpenApiDocument()));
  app.get('/schemas/campaign.json', (context) => context.json(createCampaignSchema()));
}

function createOpenApiDocument(): object {
  const calls = Object.entries(ROUTES).map(([call, route]) => {
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
      schemas: createSchemas(),
      securitySchemes: { currentsToken: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function createOperation(
  call: string,
  path: string,
  { summary, query = [], requiredQuery = [], body, responses: answers }: Route,
): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true }));
  const parameters = [
    ...inPath,
    ...query.map((name) => ({ name, in: 'query', required: requiredQuery.includes(name) })),
  ];
  const responses = Object.entries(answers).map(([status, description]) => [
    status,
    { description, content: jsonContent(Number(status) < 400 ? {} : schemaReference('Error')) },
  ]);
  return {
    operationId: call.replace(/[^A-Za-z]+/g, '-').replace(/-$/, ''),
    summary,
    parameters: parameters.map((parameter) => ({ ...parameter, schema: { type: 'string' } })),
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonContent(schemaReference(body)) } }),
    ...(path.startsWith('/ingest/') ? { security: [{ currentsToken: [] }] } : {}),
    responses: Object.fromEntries(responses),
  };
}

function createSchemas(): object {
  const details = Object.entries(DETAIL_SCHEMAS).map(([type, schema]) => [type.replaceAll(' ', ''), toSchema(schema)]);
  return {
    Campaign: { $ref: '/schemas/campaign.json' },
    Entry: toSchema(entrySchema),
    Entries: objectSchema({ entries: { type: 'array', minItems: 1, maxItems: 1000, items: schemaReference('Entry') } }),
    ...Object.fromEntries(details),
    CurrentsBody: {
      anyOf: [
        objectSchema({ events: { type: 'array', maxItems: 1000, items: { type: 'object' } } }),
        { type: 'object' },
      ],
    },
    Error: objectSchema({
      error: {
        ...objectSchema({ code: { type: 'string' }, message: { type: 'string' } }),
        properties: { code: { type: 'string' }, message: { type: 'string' }, details: { type: 'array' } },
      },
    }),
  };
}

function toSchema(schema: v.GenericSchema): object {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
    overrideAction,
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : undefined),
  });
  return rest;
}

function objectSchema(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}

function jsonContent(schema: object): object {
  return { 'application/json': { schema } };
}

function schemaReference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
