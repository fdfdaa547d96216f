import { describe, expect, test } from 'vitest';
import { editYaml } from '../../console/editor/edit-yaml.ts';

const TEXT = `# About all of it.
id: hello
name: Hello   # the team says so

# Who comes back.
triggers:
  - { behavior: session.started } # each one
messages:
  # Short, please.
  - channel: email
    subject: "Hi"
    body: One line
`;

describe('a field that the form writes into the text of a campaign', () => {
  test('a value is replaced where it stands, and every other character stays', () => {
    expect(editYaml(TEXT, [{ path: ['messages', 0, 'subject'], value: 'Good evening' }])).toBe(
      TEXT.replace('"Hi"', 'Good evening'),
    );
  });

  test('a new field comes before the next one in the order of the fields, and takes no comment from it', () => {
    expect(editYaml(TEXT, [{ path: ['delay'], value: '7 days' }])).toBe(
      TEXT.replace('messages:', 'delay: 7 days\nmessages:'),
    );
    expect(editYaml(TEXT.replace('id: hello\n', ''), [{ path: ['id'], value: 'hello' }])).toBe(
      TEXT.replace('# About all of it.\nid: hello\n', '# About all of it.\nid: hello\n'),
    );
    expect(editYaml(TEXT.replace('name: Hello   # the team says so\n', ''), [{ path: ['name'], value: 'Hello' }])).toBe(
      TEXT.replace('name: Hello   # the team says so\n\n', '\nname: Hello\n'),
    );
  });

  test('a text of several lines becomes a block, and comments around it stay', () => {
    const edited = editYaml(TEXT, [{ path: ['messages', 0, 'body'], value: 'One\nTwo\n' }]);
    expect(edited).toBe(TEXT.replace('body: One line\n', 'body: |\n      One\n      Two\n'));
  });

  test('a field that is removed leaves its lines, and nothing else', () => {
    expect(editYaml(TEXT, [{ path: ['name'], value: undefined }])).toBe(
      TEXT.replace('name: Hello   # the team says so\n', ''),
    );
  });

  test('a field is written into an empty text, and into one that is JSON', () => {
    expect(editYaml('', [{ path: ['id'], value: 'hello' }])).toBe('id: hello\n');
    expect(JSON.parse(editYaml('{ "id": "hello" }', [{ path: ['name'], value: 'Hello' }]) ?? '')).toEqual({
      id: 'hello',
      name: 'Hello',
    });
  });

  test('a text with an alias or with an error of syntax is not changed', () => {
    const name = { path: ['name'], value: 'Hello' };
    expect(editYaml('id: &a hello\nname: *a\n', [name])).toBeUndefined();
    expect(editYaml('id: "hello\n', [name])).toBeUndefined();
    expect(editYaml('id: hello\n', [{ path: ['id', 'inner'], value: 'Hello' }])).toBeUndefined();
  });
});
