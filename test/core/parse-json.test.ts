import { expect, test } from 'vitest';
import { parseJson } from '../../core/contracts/parse-json.ts';

test('a text that is JSON is parsed as the value that it means, null included', () => {
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
  expect(parseJson('null')).toBeNull();
});

test.each(['', '{', 'undefined', "{'a':1}", '1 2'])('the text %j is not JSON, and is parsed as undefined', (text) => {
  expect(parseJson(text)).toBeUndefined();
});
