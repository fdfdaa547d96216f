import { describe, expect, test } from 'vitest';
import { changeChannel } from '../../console/editor/change-channel.ts';
import { editYaml, renameYamlField } from '../../console/editor/edit-yaml.ts';
import { canChangeEmailForm, changeEmailForm, findEmailForm } from '../../console/editor/email-form.ts';
import {
  addButton,
  findButtonIdProblem,
  listButtonIds,
  removeButton,
  renameButton,
  translateButton,
} from '../../console/editor/message-buttons.ts';
import {
  BUTTON_FIELDS,
  createMessage,
  isOptionalText,
  listUnknownFields,
  MESSAGE_FIELDS,
} from '../../console/editor/message-fields.ts';
import { findLanguageProblem, formatLanguage } from '../../console/editor/message-languages.ts';
import { parseDraft } from '../../console/editor/parse-draft.ts';
import { listTranslatedLanguages, translateDefinition } from '../../console/editor/translate-definition.ts';
import { writeMember } from '../../console/editor/write-member.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { CHANNELS, type Channel, type Definition } from '../../core/contracts/definition.ts';
import { MESSAGE_SCHEMAS } from '../../core/contracts/message-schemas.ts';
import type { FieldWrite } from '../../core/project/write-yaml-field.ts';

const CARD = `id: hello
name: Hello
triggers:
  - { behavior: session.started }
messages:
  # Shown once.
  - channel: in_app_message
    body: Hello
    buttons:
      - { id: show, label: Show it } # to the shop
      - { id: later, label: Later }
    translations:
      de: { body: Hallo, buttons: [{ id: show, label: Zeigen }] }
      pt-BR:
        buttons:
          - id: later
            label: Depois
`;
const AT = ['messages', 0];

/** Applies writes to the text of a campaign, and returns its first message. */
function edit(text: string, writes: readonly (FieldWrite | undefined)[]) {
  const edited = editYaml(
    text,
    writes.filter((each) => each !== undefined),
  );
  return { text: edited, message: readMessage(edited ?? '') };
}

function readMessage(text: string): Readonly<Record<string, unknown>> {
  const { messages } = Object(parseDraft(text).content);
  return messages[0];
}

/** Writes a campaign that has only this message. */
function toText(message: object): string {
  return `messages:\n  - ${JSON.stringify(message)}\n`;
}

/** Changes the first message of a campaign to another channel. */
function change(text: string, channel: Channel) {
  const { lost, writes } = changeChannel(readMessage(text), AT, channel);
  const edited = edit(text, writes);
  return { lost, text: edited.text ?? '', message: edited.message };
}

function parse(text: string): Definition {
  const { definition } = parseDraft(text);
  if (definition === undefined) throw new Error('expected a campaign without faults');
  return definition;
}

const placed = { message: readMessage(CARD), path: AT };

describe('the form of a message', () => {
  test.each(MESSAGE_SCHEMAS.map((schema) => [schema.entries.channel.literal, schema] as const))(
    'every field that a message of the channel %s may have is shown by the form, and no other one',
    (channel, { entries }) => {
      const { channel: _, ...fields } = entries;
      const { texts, others, translated } = MESSAGE_FIELDS[channel];
      expect([...texts, ...others].sort()).toEqual(Object.keys(fields).sort());
      const { buttons, ...ofTranslation }: Readonly<Record<string, unknown>> =
        entries.translations.wrapped.pipe[0].value.entries;
      expect([...translated].sort()).toEqual(Object.keys(ofTranslation).sort());
      expect(buttons !== undefined).toBe(others.includes('buttons'));
      if ('buttons' in entries)
        expect(Object.keys(entries.buttons.wrapped.pipe[0].item.entries)).toEqual([...BUTTON_FIELDS]);
    },
  );

  test('a field that the definition does not allow is named as one of the text alone', () => {
    expect(listUnknownFields({ channel: 'sms', body: 'Hi', translations: {}, subject: 'Hi' }, 'sms')).toEqual([
      'subject',
    ]);
  });

  test('a text that a message needs stays when it is emptied, and of the parts of an email the last one', () => {
    expect(isOptionalText({ channel: 'push' }, 'push', 'body')).toBe(false);
    expect(isOptionalText({ channel: 'push' }, 'push', 'title')).toBe(true);
    expect(isOptionalText({ channel: 'webhook' }, 'webhook', 'body')).toBe(true);
    expect(isOptionalText({ html: 'Hi' }, 'email', 'html')).toBe(false);
    expect(isOptionalText({ html: 'Hi', text: 'Hi' }, 'email', 'html')).toBe(true);
    expect(isOptionalText({ html: 'Hi' }, 'email', 'text')).toBe(true);
  });

  test('an in-app message becomes a content card with all of its fields', () => {
    const { lost, message } = change(CARD, 'content_card');
    expect(lost).toEqual([]);
    expect(message).toEqual({ ...readMessage(CARD), channel: 'content_card' });
  });

  test.each(CHANNELS.flatMap((from) => CHANNELS.filter((to) => to !== from).map((to) => [from, to] as const)))(
    'a new message of the channel %s becomes one of the channel %s with the fields that it needs and no unknown one',
    (from, to) => {
      const { lost, message } = change(toText(createMessage(from)), to);
      expect(lost).toEqual([]);
      expect(message).toEqual(createMessage(to));
    },
  );

  test.each(['', 'email', '[email]'])(
    'what stands in the place of a message and is none, %j, becomes one',
    (written) => {
      const text = `messages:\n  - ${written}\n`;
      expect(change(text, 'sms')).toMatchObject({ lost: [], message: createMessage('sms') });
    },
  );

  test('a text that is empty is left out where the other channel does not need it, and takes one that it has', () => {
    const card = { channel: 'push', title: '', body: '', translations: { de: { title: '', body: 'Hallo' } } };
    expect(change(toText(card), 'content_card').message).toEqual({
      channel: 'content_card',
      body: '',
      translations: { de: { body: 'Hallo' } },
    });
    expect(change(toText({ channel: 'email', subject: 'Hello', title: '', body: 'Hi' }), 'push')).toMatchObject({
      lost: [],
      message: { channel: 'push', title: 'Hello', body: 'Hi' },
    });
  });

  test('a message of another channel keeps its content, its heading, its translations and its comments', () => {
    const mail = `messages:
  # Sent in the morning.
  - channel: email
    subject: Hello # short
    html: <p>Hi</p>
    translations:
      de: { subject: Hallo, html: <p>Na</p> }
`;
    const { lost, text, message } = change(mail, 'push');
    expect(lost).toEqual([]);
    expect(message).toEqual({
      channel: 'push',
      title: 'Hello',
      body: '<p>Hi</p>',
      translations: { de: { title: 'Hallo', body: '<p>Na</p>' } },
    });
    expect(text).toContain('# Sent in the morning.');
    expect(change(text, 'email').message).toEqual({
      channel: 'email',
      subject: 'Hello',
      body: '<p>Hi</p>',
      translations: { de: { subject: 'Hallo', body: '<p>Na</p>' } },
    });
  });

  test('what another channel has no field for is named before it is lost, also in translations', () => {
    const mail = { channel: 'email', subject: 'Hello', html: '<p>Hi</p>', text: 'Hi', from: '' };
    const translations = { de: { subject: 'Hallo' } };
    expect(change(toText({ ...mail, translations }), 'sms')).toMatchObject({
      lost: [['subject'], ['html'], ['translations', 'de', 'subject']],
      message: { channel: 'sms', body: 'Hi', translations: { de: {} } },
    });
    expect(change(CARD, 'push').lost).toEqual([
      ['buttons'],
      ['translations', 'de', 'buttons'],
      ['translations', 'pt-BR', 'buttons'],
    ]);
    const webhook = { channel: 'webhook', url: 'https://shop.example', method: 'PUT', headers: { 'X-Shop': '1' } };
    expect(change(toText(webhook), 'push')).toMatchObject({
      lost: [['url'], ['method'], ['headers']],
      message: { channel: 'push', body: '' },
    });
    expect(change(toText({ channel: 'push', body: 'Hi', url: 'https://shop.example' }), 'webhook')).toMatchObject({
      lost: [['url']],
      message: { channel: 'webhook', url: '', body: 'Hi' },
    });
  });
});

describe('the buttons of a message in the form', () => {
  test('a new button has an id that no other one has', () => {
    expect(addButton({ message: { buttons: [{ id: 'button-2' }] }, path: AT })).toEqual({
      path: [...AT, 'buttons', 1],
      value: { id: 'button-1', label: '' },
    });
    const { message } = edit('messages:\n  - { channel: content_card, body: Hi }\n', [
      addButton({ message: {}, path: AT }),
    ]);
    expect(listButtonIds(message)).toEqual(['button-1']);
  });

  test('another id of a button reaches its translations, so that the campaign has no fault', () => {
    const { text, message } = edit(CARD, renameButton(placed, 0, 'open'));
    expect(message['buttons']).toMatchObject([{ id: 'open', label: 'Show it' }, { id: 'later' }]);
    expect(message['translations']).toMatchObject({ de: { buttons: [{ id: 'open', label: 'Zeigen' }] } });
    expect(parseDraft(text ?? '').faults).toEqual([]);
    expect(text).toContain('# Shown once.');
    expect(text).toContain('# to the shop');
  });

  test('a button that is removed leaves its translations, too, and the last one its list', () => {
    const { text, message } = edit(CARD, removeButton(placed, 1));
    expect(message['translations']).toEqual({
      de: { body: 'Hallo', buttons: [{ id: 'show', label: 'Zeigen' }] },
      'pt-BR': {},
    });
    expect(parseDraft(text ?? '').faults).toEqual([]);
    const { message: without } = edit(text ?? '', removeButton({ message, path: AT }, 0));
    expect(without).toEqual({
      channel: 'in_app_message',
      body: 'Hello',
      translations: { de: { body: 'Hallo' }, 'pt-BR': {} },
    });
  });

  test('a button has texts of its own in a language, and none when they are emptied', () => {
    const label = { id: 'show', field: 'label' } as const;
    const { text, message } = edit(CARD, [translateButton(placed, { ...label, language: 'pt-BR', value: 'Ver' })]);
    expect(message['translations']).toMatchObject({
      'pt-BR': { buttons: [{ id: 'later' }, { id: 'show', label: 'Ver' }] },
    });
    const next = { message, path: AT };
    const emptied = edit(text ?? '', [translateButton(next, { ...label, language: 'de', value: undefined })]);
    expect(emptied.message['translations']).toMatchObject({ de: { body: 'Hallo' } });
    expect(Object(emptied.message['translations']).de).not.toHaveProperty('buttons');
    expect(translateButton(placed, { ...label, language: 'pt-BR', value: undefined })).toBeUndefined();
  });

  test('an id that is empty, too long or that of another button is not taken', () => {
    expect(
      ['', 'a'.repeat(257), 'later', 'open', '🙂'.repeat(256)].map((id) => findButtonIdProblem(id, ['later'])),
    ).toEqual(['length', 'length', 'taken', undefined, undefined]);
  });
});

describe('the translations of a message in the form', () => {
  test('a translation that is added has lines of its own, and goes with its last one', () => {
    const text = CARD.slice(0, CARD.indexOf('    buttons'));
    const translations = [...AT, 'translations'];
    const added = edit(text, [writeMember(parseDraft(text).content, { path: translations, name: 'pt-BR', value: {} })]);
    const content = parseDraft(added.text ?? '').content;
    const body = { path: [...translations, 'pt-BR'], name: 'body', staysEmpty: true };
    const written = edit(added.text ?? '', [writeMember(content, { ...body, value: 'Olá\nTudo bem?\n' })]);
    expect(written.text).toBe(
      `${text}    translations:\n      pt-BR:\n        body: |\n          Olá\n          Tudo bem?\n`,
    );
    const again = parseDraft(written.text ?? '').content;
    const emptied = edit(written.text ?? '', [writeMember(again, { ...body, value: undefined })]);
    expect(emptied.message['translations']).toEqual({ 'pt-BR': {} });
    const removed = writeMember(again, { path: translations, name: 'pt-BR', value: undefined });
    expect(edit(written.text ?? '', [removed]).text).toBe(text);
  });

  test('a language is a well-formed tag, and has one translation whatever its case', () => {
    expect(['pt-BR', 'p', 'pt_BR', 'PT-br', '', 'de'].map((tag) => findLanguageProblem(tag, ['pt-br']))).toEqual([
      'taken',
      'invalid',
      'invalid',
      'taken',
      'invalid',
      undefined,
    ]);
  });

  test('a language is shown with its name, and one without a name by its tag', () => {
    expect(formatLanguage('pt-BR', 'en')).toBe('pt-BR, Brazilian Portuguese');
    expect(formatLanguage('de', 'pt-BR')).toBe('de, alemão');
    expect(['qqq', 'not a tag'].map((tag) => formatLanguage(tag, 'en'))).toEqual(['qqq', 'not a tag']);
  });

  test('another form of an email is that of its translations, too, so that the campaign has no fault', () => {
    const email = `${CARD.slice(0, CARD.indexOf('  # Shown'))}  - channel: email
    subject: Hi
    body: <p>Hi</p>
    translations:
      de: { subject: Hallo, body: <p>Hallo</p> }
      pt: { subject: Oi }
`;
    const message = readMessage(email);
    const parts = edit(email, changeEmailForm(message, AT, 'parts'));
    expect(parts.message).toMatchObject({ html: '<p>Hi</p>', translations: { de: { html: '<p>Hallo</p>' } } });
    expect(parseDraft(parts.text ?? '').faults).toEqual([]);
    expect(findEmailForm(parts.message)).toBe('parts');
    const body = edit(parts.text ?? '', changeEmailForm(parts.message, AT, 'body'));
    expect(body.message).toEqual(message);
    expect(changeEmailForm(message, AT, 'body')).toEqual([]);
  });

  test.each([
    ['the HTML and the plain text of the message', 'body', { html: '<p>Hi</p>', text: 'Hi' }],
    [
      'those of a translation',
      'body',
      { html: '<p>Hi</p>', translations: { de: { html: '<p>Hallo</p>', text: 'Hallo' } } },
    ],
    [
      'a plain text that only a translation has',
      'body',
      { html: '<p>Hi</p>', translations: { de: { text: 'Hallo' } } },
    ],
    ['the body of a translation', 'body', { html: '<p>Hi</p>', translations: { de: { body: 'A', text: 'B' } } }],
    ['the HTML beside a body', 'parts', { body: 'Hi', html: '<p>Hi</p>' }],
    [
      'the HTML beside a body of a translation',
      'parts',
      { body: 'Hi', translations: { de: { body: 'A', html: 'B' } } },
    ],
  ] as const)('another form of an email never loses a text: %s', (_, form, message) => {
    expect(findEmailForm(message)).not.toBe(form);
    expect(canChangeEmailForm(message, form)).toBe(false);
    expect(changeEmailForm(message, AT, form)).toEqual([]);
  });

  test.each([
    ['body', { html: '', text: 'Hi' }, { body: 'Hi' }],
    [
      'body',
      { html: 'Hi', text: '', translations: { de: { html: 'Hallo' } } },
      { body: 'Hi', translations: { de: { body: 'Hallo' } } },
    ],
    ['parts', { body: '', html: 'Hi' }, { html: 'Hi' }],
    ['parts', { body: 'Hi', text: 'Hi' }, { html: 'Hi', text: 'Hi' }],
    ['parts', { body: 'Hi', html: '' }, { html: 'Hi' }],
    ['parts', {}, { html: '' }],
  ] as const)('the form %s takes the place of %j where the other fields are empty', (form, message, changed) => {
    const text = JSON.stringify({ messages: [message] });
    expect(edit(text, changeEmailForm(message, AT, form)).message).toEqual(changed);
  });

  test('the preview in a language has the texts that a user of that language gets (R93)', () => {
    const definition = parse(CARD);
    expect(listTranslatedLanguages(definition)).toEqual(['de', 'pt-BR']);
    const [german, portuguese, english] = ['de-AT', 'pt-BR', undefined].map((language) =>
      translateDefinition(definition, language),
    );
    expect(german).toMatchObject({ messages: [{ body: 'Hallo', buttons: [{ label: 'Zeigen' }, { label: 'Later' }] }] });
    expect(portuguese).toMatchObject({
      messages: [{ body: 'Hello', buttons: [{ label: 'Show it' }, { label: 'Depois' }] }],
    });
    expect(english).toMatchObject({ messages: [{ body: 'Hello' }] });
    for (const each of [german, portuguese, english]) {
      expect(JSON.stringify(each)).not.toContain('translations');
      expect(checkDefinition(each)).toHaveProperty('definition');
    }
  });

  test('the preview in a language is of all variants', () => {
    const { messages, ...rest } = { ...parse(CARD) } as Readonly<Record<string, unknown>>;
    const checked = checkDefinition({ ...rest, variants: [{ name: 'a', share: 100, messages }] });
    if (!('definition' in checked)) throw new Error('expected a campaign without faults');
    expect(listTranslatedLanguages(checked.definition)).toEqual(['de', 'pt-BR']);
    expect(translateDefinition(checked.definition, 'de')).toMatchObject({
      variants: [{ messages: [{ body: 'Hallo' }] }],
    });
  });
});

describe('the headers of a webhook in the form', () => {
  const WEBHOOK = `id: hello
name: Hello
triggers:
  - { behavior: session.started }
messages:
  - channel: webhook
    url: https://shop.example/hook
`;

  test('headers are added, renamed where they stand, and go with the last one', () => {
    const path = [...AT, 'headers'];
    const first = edit(WEBHOOK, [writeMember(parseDraft(WEBHOOK).content, { path, name: 'X-Shop', value: 'tea' })]);
    expect(first.text).toBe(`${WEBHOOK}    headers:\n      X-Shop: tea\n`);
    const content = parseDraft(first.text ?? '').content;
    const second = edit(first.text ?? '', [writeMember(content, { path, name: 'X-Plan', value: '{{ user.plan }}' })]);
    const renamed = renameYamlField(second.text ?? '', [...path, 'X-Shop'], 'X-Store');
    expect(renamed).toContain('      X-Store: tea\n      X-Plan: "{{ user.plan }}"\n');
    const removed = edit(first.text ?? '', [writeMember(content, { path, name: 'X-Shop', value: undefined })]);
    expect(removed.text).toBe(WEBHOOK);
  });

  test('a value that looks like a secret is a warning at its field', () => {
    const { warnings } = parseDraft(`${WEBHOOK}    headers: { Authorization: Bearer 4f1e8d2c9b7a }\n`);
    expect(warnings).toMatchObject([
      { line: 8, path: [...AT, 'headers', 'Authorization'], message: expect.stringContaining('secret') },
    ]);
  });
});
