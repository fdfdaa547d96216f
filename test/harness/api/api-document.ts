import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { Hono } from 'hono';
import * as v from 'valibot';
import { registerOpenApiRoutes } from '../../../api/openapi-routes.ts';
import { INGEST_ROUTES, PUBLIC_ROUTES } from '../../../api/routes.ts';
import { createCampaignSchema } from '../../../core/campaign-schema.ts';
import { LOCAL_ROUTES } from '../../../server/local-routes.ts';

const ORIGIN = 'http://connector';
const DOCUMENT = `${ORIGIN}/openapi.json`;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const responseSchema = v.object({
  /** Absent for a redirect. */
  content: v.optional(v.record(v.string(), v.object({ schema: v.record(v.string(), v.unknown()) }))),
});
const documentSchema = v.looseObject({
  components: v.looseObject({
    schemas: v.record(v.string(), v.looseObject({ properties: v.optional(v.looseObject({})) })),
  }),
  paths: v.record(v.string(), v.record(v.string(), v.looseObject({ responses: v.record(v.string(), responseSchema) }))),
});

type Document = v.InferOutput<typeof documentSchema>;

/** The OpenAPI document of one machine, which has the calls of AWS too, with a check for each of its answers. */
export class ApiDocument {
  readonly #ajv = new Ajv2020({ strict: false, formats: { 'date-time': DATE_TIME } });
  readonly #checks = new Map<string, ValidateFunction>();
  readonly #paths: Document['paths'];
  readonly #components: Document['components']['schemas'];

  constructor(document: unknown) {
    const { $schema: _, $id: __, ...campaign }: Record<string, unknown> = { ...createCampaignSchema() };
    const { paths, components } = v.parse(documentSchema, document);
    this.#paths = paths;
    this.#components = components.schemas;
    this.#ajv.addSchema({ ...v.parse(v.record(v.string(), v.unknown()), document), $id: DOCUMENT });
    this.#ajv.addSchema({ ...campaign, $id: `${ORIGIN}/schemas/campaign.json` });
  }

  /** Serves the document as the interface does, and reads it. */
  static async read(): Promise<ApiDocument> {
    const app = new Hono();
    registerOpenApiRoutes(app, { ...INGEST_ROUTES, ...PUBLIC_ROUTES, ...LOCAL_ROUTES });
    return new ApiDocument(await (await app.request('/openapi.json')).json());
  }

  /** Returns the statuses that the document lists for a call, such as `GET /campaigns/{id}`. */
  listStatuses(call: string): string[] {
    const [method = '', path = ''] = call.split(' ');
    return Object.keys(this.#paths[path]?.[method.toLowerCase()]?.responses ?? {});
  }

  /** Returns the fields of an object that has a name in the document. */
  listFields(component: string): string[] {
    return Object.keys(this.#components[component]?.properties ?? {});
  }

  /** Returns the path of the document that a path of a call stands for; undefined if there is none. */
  findPath(path: string): string | undefined {
    if (Object.hasOwn(this.#paths, path)) return path;
    return Object.keys(this.#paths).find((each) => toPattern(each).test(path));
  }

  /** Returns what is wrong with an answer; undefined if it is as the document says. */
  findFault(call: { method: string; path: string }, answer: { status: number; body: unknown }): string | undefined {
    const path = this.findPath(call.path);
    const operation = path === undefined ? undefined : this.#paths[path]?.[call.method.toLowerCase()];
    if (operation === undefined) return this.#findProblemFault(answer);
    const response = operation.responses[answer.status];
    if (response === undefined) return `the document lists no ${answer.status}`;
    const pointer = ['paths', path ?? '', call.method.toLowerCase(), 'responses', String(answer.status)];
    const faults = Object.keys(response.content ?? {}).map((mediaType) =>
      this.#findSchemaFault([...pointer, 'content', mediaType, 'schema'], answer.body),
    );
    return faults.includes(undefined) ? undefined : faults[0];
  }

  /** Returns what is wrong with the answer to a call that does not exist: it must be a problem. */
  #findProblemFault({ status, body }: { status: number; body: unknown }): string | undefined {
    if (status < 400) return `the document has no such call, and it was answered with ${status}`;
    return this.#findSchemaFault(['components', 'schemas', 'Problem'], body);
  }

  #findSchemaFault(pointer: readonly string[], body: unknown): string | undefined {
    const $ref = `${DOCUMENT}#/${pointer.map(escapePointer).join('/')}`;
    const check = this.#checks.get($ref) ?? this.#ajv.compile({ $ref });
    this.#checks.set($ref, check);
    return check(body) ? undefined : this.#ajv.errorsText(check.errors, { dataVar: 'answer' });
  }
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
