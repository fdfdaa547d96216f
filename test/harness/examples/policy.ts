import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const policySchema = v.object({
  Version: v.literal('2012-10-17'),
  Statement: v.array(
    v.object({
      Sid: v.string(),
      Effect: v.picklist(['Allow', 'Deny']),
      Action: v.literal('execute-api:Invoke'),
      Resource: v.array(v.string()),
    }),
  ),
});

/**
 * Returns whether a policy of examples/policies, or one statement of it, allows a call, by the rules of IAM: a denial wins, and `*` matches
 * slashes too.
 */
export function isAllowed(policy: string, method: string, path: string, sid?: string): boolean {
  const file = new URL(`../../../examples/policies/${policy}.json`, import.meta.url);
  const { Statement } = v.parse(policySchema, JSON.parse(readFileSync(file, 'utf8')));
  const arn = `arn:aws:execute-api:REGION:ACCOUNT:API_ID/$default/${method}${path}`;
  const statements = Statement.filter(({ Sid }) => sid === undefined || Sid === sid);
  const effects = statements.filter(({ Resource }) => Resource.some((each) => toPattern(each).test(arn)));
  return effects.length > 0 && effects.every(({ Effect }) => Effect === 'Allow');
}

function toPattern(resource: string): RegExp {
  return new RegExp(`^${resource.replaceAll(/[.$]/g, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}
