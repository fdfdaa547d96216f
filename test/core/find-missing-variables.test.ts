import { expect, test } from 'vitest';
import { findMissingVariables } from '../../core/find-missing-variables.ts';

const DATA = {
  user: { id: 'ada', name: 'Ada', empty: '', zero: 0, none: null, tags: ['new'], address: { city: 'Rome' } },
  trigger: { id: 't', properties: {} },
  campaign: { id: 'hello', name: 'Hello' },
};

/** Returns the variables of a text that have no value. */
const missingIn = (body: string) =>
  findMissingVariables({ channel: 'sms', body }, DATA, 0).map(({ variable }) => variable);

test.each([
  ['{{ user.name }} {{ campaign.name }} {{ user.address.city }}', []],
  ['{{ user.nick }} {{ user.nick }} {{ user.address.zip }}', ['user.nick', 'user.address.zip']],
  ['{{ user.nick | default: trigger.name }}', ['trigger.name', 'user.nick']],
  ['{{ user.none }}', ['user.none']],
  ['{{ user.empty }}{{ user.zero }}', []],
  ['{{ user.tags[0] }}{{ user.tags.size }}{{ user.tags.first }}', []],
  ['{{ user.tags[1] }}', ['user.tags.1']],
  ['{{ user[trigger.field] }}', ['trigger.field']],
  ['{% for tag in user.tags %}{{ tag.name }}{% endfor %}', []],
  ['{% assign nick = "A" %}{{ nick }}', []],
  ['{% if user.vip %}{{ user.level }}{% endif %}', ['user.vip', 'user.level']],
  ['{{ user.constructor }}', ['user.constructor']],
  ['{{ unsubscribe_url }}', ['unsubscribe_url']],
  ['Plain', []],
])('the text %s has no values for %j', (body, variables) => {
  expect(missingIn(body).toSorted()).toEqual(variables.toSorted());
});

test('a missing variable is named with the field that it is in, of buttons too', () => {
  const buttons = [{ id: 'a', label: 'Buy {{ user.height }}' }];
  const message = { channel: 'in_app_message', body: '{{ user.height }}', buttons } as const;
  expect(findMissingVariables(message, DATA, 0)).toEqual([
    { field: 'body', variable: 'user.height' },
    { field: 'buttons.0.label', variable: 'user.height' },
  ]);
});
