import { expect, test } from 'vitest';
import { ROUTES } from '../../api/routes.ts';
import { openApi } from '../harness/api/open-api.ts';
import { openPublic } from '../harness/api/open-public.ts';

test('the OpenAPI document names every call that exists, and no other', () => {
  const { app } = openApi({ publicDeps: openPublic().deps });
  const real = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(Object.keys(ROUTES).sort()).toEqual(real.sort());
});

test('every reference in the OpenAPI document has its target', async () => {
  const { call } = openApi();
  const { body } = await call('GET', '/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(refs.length).toBeGreaterThan(0);
  for (const name of refs) expect(Object.keys(body.components.schemas)).toContain(name);
  expect(body.components.schemas.CampaignInteraction.required).toEqual(['userId', 'interaction', 'campaignId']);
  expect(Object.keys(body.paths['/campaigns/{id}'])).toEqual(['get', 'put']);
  expect(body.paths['/decisions'].get.parameters).toMatchObject([
    { name: 'userId', in: 'query', required: true },
    { name: 'campaignId', in: 'query', required: false },
    { name: 'order', in: 'query', required: false },
    { name: 'cursor', in: 'query', required: false },
  ]);
});

test('the OpenAPI document describes every body and answer', async () => {
  const { components } = (await openApi().call('GET', '/openapi.json')).body;
  const empty = Object.entries(components.schemas).filter(([, schema]) => JSON.stringify(schema) === '{}');
  expect(empty.map(([name]) => name)).toEqual([]);
  expect(Object.keys(components.schemas.SettingsChange.properties)).toEqual([
    'companyZone',
    'quietHours',
    'consent',
    'tracking',
    'dailyRecount',
    'frequencyCaps',
  ]);
});

test('the OpenAPI document says how long an id may be', async () => {
  const { components } = (await openApi().call('GET', '/openapi.json')).body;
  for (const id of [components.schemas.Entry.properties.Source, components.schemas.UserBehavior.properties.userId]) {
    expect(id).toEqual({ type: 'string', minLength: 1, maxLength: 256 });
  }
});

test('the JSON Schema of campaigns is served', async () => {
  const { status, body } = await openApi().call('GET', '/schemas/campaign.json');
  expect([status, body.title]).toEqual([200, 'A campaign of the Campaign Connector']);
});
