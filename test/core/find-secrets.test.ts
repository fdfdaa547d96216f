import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCampaignFile } from '../../core/campaign-file.ts';
import { findSecrets } from '../../core/find-secrets.ts';
import { MAX_FILE_BYTES } from '../../core/yaml-file.ts';

/** Returns text of a length. The secrets are put together, so that no scanner of repositories takes them for real ones. */
const letters = (length: number, alphabet = 'aB3dE5gH7jK2') => alphabet.repeat(length).slice(0, length);
const capitals = (length: number) => letters(length, 'QX7RB2MZ5KLD');
const hex = (length: number) => letters(length, '0a1b2c3d4e5f');
const pem = (label: string) => `-----BEGIN ${label}-----`;
const jwt = (header: number, payload: number, signature: number) =>
  [`eyJ${letters(header)}`, `eyJ${letters(payload)}`, letters(signature)].join('.');
const slack = (path: string) => `https://hooks.slack.com/${path}`;
const discord = (host: string, token: string) => `https://${host}/webhooks/794590023369752587/${token}`;
const GUID = '11111111-2222-3333-4444-555555555555';
const teams = (start: string, last: string) => `https://${start}/${GUID}@${GUID}/IncomingWebhook/${last}/${GUID}`;
const automate = (host: string, signature: string) =>
  `https://a.${host}/workflows/b/triggers/manual/paths/invoke?sv=1.0&sig=${signature}`;

const kindsOf = (content: unknown) => findSecrets(content).map(({ kind }) => kind);
const kindsIn = (text: string) => kindsOf({ messages: [{ body: `Hello "${text}", and welcome` }] });
const webhook = (fields: object) => kindsOf({ messages: [{ channel: 'webhook', ...fields }] });
const header = (name: string, value: string) => webhook({ headers: { [name]: value } });

describe('a text with the format of a secret', () => {
  test.each([
    ['private-key', pem('PRIVATE KEY'), pem('PUBLIC KEY')],
    ['private-key', pem('RSA PRIVATE KEY'), pem('CERTIFICATE')],
    ['private-key', pem('ENCRYPTED PRIVATE KEY'), 'BEGIN YOUR PRIVATE KEY COLLECTION'],
    ['private-key', pem('PGP PRIVATE KEY BLOCK'), pem('PGP PUBLIC KEY BLOCK')],
    ['aws-access-key-id', `AKIA${capitals(16)}`, `AKIA${capitals(15)}`],
    ['aws-access-key-id', `ASIA${capitals(16)}`, `ASIA${capitals(17)}`],
    ['aws-access-key-id', `id=AKIA${capitals(16)}`, `XAKIA${capitals(16)}`],
    ['aws-access-key-id', `AKIA${capitals(16)}`, `AIDA${capitals(16)}`],
    ['aws-access-key-id', `ASIA${capitals(16)}`, 'ASIATRAVELDISCOUNT20'],
    ['aws-secret-access-key', `aws_secret_access_key = ${letters(40)}`, `aws_secret_access_key = ${letters(39)}`],
    ['aws-secret-access-key', `secretAccessKey": "${letters(40)}`, `secretAccessKey": "${letters(41)}`],
    ['aws-secret-access-key', `AWS_SECRET_KEY=${letters(40)}`, `productDigest=${letters(40)}`],
    ['github-token', `ghp_${letters(36)}`, `ghp_${letters(35)}`],
    ['github-token', `gho_${letters(36)}`, `ghx_${letters(36)}`],
    ['github-token', `ghs_${letters(17)}.${letters(18)}`, `ghp_${letters(17)}.${letters(18)}`],
    ['github-token', `ghs_${letters(36)}`, `ghs_${letters(35)}`],
    ['github-token', `(ghp_${letters(36)})`, `highp_${letters(36)}`],
    ['github-token', `github_pat_${letters(22)}_${letters(59)}`, `github_pat_${letters(22)}_${letters(58)}`],
    ['slack-token', `xoxb-1${letters(15)}`, `xoxb-1${letters(14)}`],
    ['slack-token', `xoxe.xoxp-1-${letters(20)}`, 'xoxb-your-bot-token-goes-here'],
    ['slack-token', `=xoxp-1${letters(15)}`, `axoxp-1${letters(15)}`],
    ['slack-token', `xapp-1-${letters(20)}`, 'xoxo-2026-valentines-day-sale'],
    ['stripe-key', `sk_live_${letters(10)}`, `sk_live_${letters(9)}`],
    ['stripe-key', `sk_live_${letters(24)}`, 'task_live_and_in_color and task_live_abcdefghijkl'],
    ['stripe-key', `rk_live_${letters(24)}`, `pk_live_${letters(24)}`],
    ['stripe-key', `sk_live_${letters(24)}`, `sk_test_${letters(24)}`],
    ['sendgrid-key', `SG.${letters(22)}.${letters(43)}`, `SG.${letters(22)}.${letters(42)}`],
    ['sendgrid-key', `SG.${letters(22)}.${letters(43)}`, `SG.${letters(22)}.${letters(44)}`],
    ['sendgrid-key', `SG.${letters(22)}.${letters(43)}`, `SG.${letters(21)}.${letters(43)}`],
    ['sendgrid-key', `key:SG.${letters(22)}.${letters(43)}`, `MSG.${letters(22)}.${letters(43)}`],
    ['gitlab-token', `glpat-${letters(20)}`, `aglpat-${letters(20)}`],
    ['gitlab-token', `glpat-${letters(20)}`, `glpat-${letters(19)}`],
    ['google-key', `AIza${letters(35)}`, `AIza${letters(34)}`],
    ['google-key', `https://maps.example/?key=AIza${letters(35)}`, `AIza${letters(36)}`],
    ['google-key', `AIza${letters(35)}`, `aAIza${letters(35)}`],
    ['npm-token', `npm_${letters(36)}`, `anpm_${letters(36)}`],
    ['npm-token', `npm_${letters(36)}`, `npm_${letters(35)}`],
    ['npm-token', `npm_${letters(36)}`, `npm_${letters(37)}`],
    ['slack-webhook', slack(`services/T1/B1/${letters(24)}`), slack('services/T01234567/B01234567/{{ user.hook }}')],
    ['slack-webhook', slack(`workflows/T1/A1/42/${letters(20)}`), slack(`workflows/T1/A1/42/${letters(19)}`)],
    ['slack-webhook', slack(`triggers/T1/42/${hex(32)}`), `https://slack.com/triggers/T1/42/${hex(32)}`],
    ['discord-webhook', discord('discord.com/api', letters(68)), discord('discord.com/api', '{{ user.hook }}')],
    ['discord-webhook', discord('ptb.discordapp.com/api', letters(60)), discord('discord.com/api', letters(59))],
    ['discord-webhook', discord('discord.com/api/v10', letters(68)), discord('shop.example/api', letters(68))],
    [
      'teams-webhook',
      teams('a.webhook.office.com/webhookb2', hex(32)),
      teams('a.webhook.office.com/webhookb2', hex(31)),
    ],
    ['teams-webhook', teams('outlook.office.com/webhook', hex(32)), teams('outlook.office.com/mail', hex(32))],
    ['teams-webhook', automate('logic.azure.com:443', letters(20)), automate('logic.azure.com:443', letters(19))],
    ['teams-webhook', automate('api.powerplatform.com', letters(43)), automate('shop.example', letters(43))],
    ['json-web-token', jwt(10, 10, 20), jwt(10, 10, 19)],
    ['json-web-token', jwt(33, 200, 43), jwt(33, 9, 43)],
    ['json-web-token', jwt(33, 200, 43), jwt(9, 200, 43)],
  ])('a text looks like a secret of the kind %s if "%s" is in it, but not if "%s" is', (kind, secret, other) => {
    expect(kindsIn(secret)).toEqual([kind]);
    expect(kindsIn(other)).toEqual([]);
  });

  test.each([
    ['secretAccessKey', letters(40), ['aws-secret-access-key']],
    ['aws_secret_key', letters(40), ['aws-secret-access-key']],
    ['secretAccessKey', letters(39), []],
    ['productDigest', letters(40), []],
  ])(
    'a field %s with the text %s is a secret access key only with that name and 40 characters',
    (name, text, kinds) => {
      expect(kindsOf({ audience: { [name]: text } })).toEqual(kinds);
    },
  );

  test.each([
    ['https://shop:pass@crm.example', true],
    ['postgres://:pass@db.example/shop', true],
    ['see https://{{ user.id }}:pass@crm.example', true],
    ['https://shop:%70ass!*+=@crm.example', true],
    ['https://shop@crm.example', false],
    ['https://shop:@crm.example', false],
    ['https://shop:{{ user.pin }}@crm.example', false],
    ['https://${name}:${password}@crm.example', false],
    ['https://crm.example:8443/users/@ada', false],
    ['https://crm.example: write to ada@shop.example', false],
    ['["https://crm.example","to:ada@shop.example"]', false],
    ['mailto:ada:pass@shop.example', false],
  ])('the text "%s" has a URL with a password: %s', (text, isSecret) => {
    expect(kindsIn(text)).toEqual(isSecret ? ['url-password'] : []);
  });

  test('a text within an expression of Liquid is looked at, because it stands in the file, too', () => {
    expect(kindsIn(`{% assign key = "npm_${letters(36)}" %}`)).toEqual(['npm-token']);
  });
});

describe('the place of a secret without a format', () => {
  test.each([
    ['Authorization', 'Bearer abcdefgh'],
    ['authorization', 'abcdefgh'],
    ['Proxy-Authorization', 'Basic dXNlcjpwYXNz'],
    ['Authorization', 'Basic dXNlcjpwYXM='],
    ['Authorization', 'Token token=abcdefgh'],
    ['Authorization', 'Bearer abcd{{ user.id }}efgh'],
    ['X-Api-Key', 'abcdefgh'],
    ['apikey', 'abcdefgh'],
    ['X-Shop-Access-Token', 'abcdefgh'],
    ['x-webhook-secret', 'abcdefgh'],
    ['Ocp-Apim-Subscription-Key', 'abcdefgh'],
    ['Cookie', 'session=abcdefgh'],
    ['Cookie', 'lang=en; session=abcdefgh'],
  ])('a header of a webhook %s: %s looks like a secret', (name, value) => {
    expect(header(name, value)).toEqual(['header']);
  });

  test.each([
    ['Authorization', 'Bearer abcdefg'],
    ['Authorization', 'Bearer {{ user.crmToken }}'],
    ['Authorization', 'Bearer {% if user.token %}{{ user.token }}{% endif %}'],
    ['Authorization', 'Bearer {{ user.first }}{{ user.second }}abcdef'],
    ['Authorization', 'Bearer ${crmToken}'],
    ['Authorization', 'Negotiate {{ user.crmToken }}'],
    ['Authorization', 'Key access_token={{ user.crmToken }}'],
    ['X-Api-Key', '{{ user.key }}-{{ trigger.key }}'],
    ['X-Api-Key', '********'],
    ['X-Api-Key', 'abcdefg'],
    ['X-Api-Key', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm'],
    ['X-Api-Key-Name', 'abcdefgh'],
    ['Cookie', 'session={{ user.session }}; lang=en'],
    ['Idempotency-Key', 'welcome-campaign'],
    ['Content-Type', 'application/json'],
  ])('a header of a webhook %s: %s looks like no secret', (name, value) => {
    expect(header(name, value)).toEqual([]);
  });

  test('a field of a filter that is named like a header looks like no secret', () => {
    expect(kindsOf({ audience: { headers: { authorization: 'Bearer abcdefgh' } } })).toEqual([]);
  });

  test.each([
    ['https://crm.example/hook?api_key=abcdefgh', true],
    ['https://crm.example/hook?list=tea&token=abcdefgh#top', true],
    ['https://crm.example/hook?api_key=abcdefg', false],
    ['https://crm.example/hook?token={{ user.token }}', false],
    ['https://crm.example/hook?token=${crmToken}', false],
    ['https://crm.example/hook?utm_campaign=welcome-to-the-shop', false],
    ['https://crm.example/token=abcdefgh', false],
  ])('the url %s of a message has a secret as parameter: %s', (url, isSecret) => {
    expect(webhook({ url })).toEqual(isSecret ? ['url-parameter'] : []);
    expect(webhook({ body: url })).toEqual([]);
  });

  test.each([
    ['password', 'abcdefgh'],
    ['password', 12345678],
    ['password', 'a dog of mine'],
    ['crmApiKey', 'abcdefgh'],
    ['api_key', 'abcdefgh'],
    ['TOKEN', 'abcdefgh'],
    ['client-secret', 'abcdefgh'],
    ['crmCredentials', 'abcd${name}efgh'],
  ])('a value of a stage %s: %s looks like a secret by its name', (name, value) => {
    expect(kindsOf({ [name]: value })).toEqual(['named-field']);
  });

  test.each([
    ['password', 'abcdefg'],
    ['password', 1234567],
    ['password', true],
    ['password', '    abc     '],
    ['password', '{{ user.oneTimePassword }}'],
    ['token', '${other_token}'],
    ['secret', 'Our tea is from Assam'],
    ['secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm'],
    ['token', 'https://shop.example/token'],
    ['passwordHint', 'abcdefgh'],
    ['tokenUrl', 'abcdefgh'],
    ['monkey', 'abcdefgh'],
    ['campaign', 'abcdefgh'],
  ])('a value of a stage %s: %s looks like no secret', (name, value) => {
    expect(kindsOf({ [name]: value })).toEqual([]);
  });
});

describe('the search for secrets', () => {
  test('the warning about a secret names its path and its kind, and does not hold the secret', () => {
    const secret = `npm_${letters(36)}`;
    const found = findSecrets({ messages: [{ body: 'Hello' }, { headers: { 'x-token': `Bearer ${secret}` } }] });
    expect(found).toEqual([{ path: ['messages', 1, 'headers', 'x-token'], code: 'secret', kind: 'npm-token' }]);
    expect(JSON.stringify(found)).not.toContain(secret.slice(4, 12));
  });

  test('a value that aliases of YAML repeat, also within itself, is warned of once', () => {
    const message: Record<string, unknown> = { url: `https://shop:${letters(8)}@crm.example` };
    message['self'] = message;
    expect(findSecrets({ messages: [message, message] })).toMatchObject([{ path: ['messages', 0, 'url'] }]);
  });

  test('a content with very many secrets has 100 warnings', () => {
    const many = (count: number) => findSecrets(Array.from({ length: count }, () => `glpat-${letters(20)}`));
    expect(many(99)).toHaveLength(99);
    expect(many(101)).toHaveLength(100);
  });

  const examples = new URL('../../examples/campaigns/', import.meta.url);
  test.each(readdirSync(examples))('the example campaign %s has no secrets', (file) => {
    const read = parseCampaignFile(readFileSync(new URL(file, examples)));
    expect(findSecrets('definition' in read && read.definition)).toEqual([]);
  });

  test.each([
    '<a href="https://shop.example/sale?code=SUMMER2026&utm_source=mail#top" style="color:#fff">20% off: today only!</a>',
    'Keep it a secret: the password of the week is TEA. Your token of thanks: a key to our heart',
    '{% if user.token %}https://shop.example/login?token={{ user.token }}{% endif %}',
    `<img src="data:image/png;base64,${letters(4_000)}/+==">`,
    'b3f0c1de-58c2-4a3b-9d5e-0f6a7b8c9d0e 3f786850e387550fdab836ed7e6dc881de23001b 01HZX3V9QK7M5N2P4R6S8T0W1Y',
    'AKIA, ASIA, AIza, npm_ and sk_live_ are how keys begin',
  ])('the ordinary text %s of a message looks like no secret', (text) => {
    expect(webhook({ body: text, url: text, headers: { 'x-text': text } })).toEqual([]);
  });

  test.each([
    ...[
      'a',
      '=',
      '?',
      '-----',
      '://',
      '://a:',
      ':',
      '{{',
      '{%',
      '${',
      '}}',
      '%}',
      'eyJ',
      'eyJ.',
      '-eyJ',
      'eyJaaaaaaaaaaa.',
    ],
    ...[
      'AKIA',
      'ghs_',
      'ghs_.',
      'xoxb-1',
      'SG.',
      'SG.a',
      'AIza-',
      'sk_live_-',
      'glpat-',
      '-----BEGIN ',
      '-----BEGIN A ',
    ],
    ...['?token=', '&a', '&token=a&', 'a=', 'a=b;', ' ', '\t;', 'secret_access_key ', 'secret_access_key="'],
    ...['hooks.slack.com/services/a/', 'discord.com/api/webhooks/1', 'webhook.office.com/webhookb2/'],
    ...[
      'hooks.slack.com/services/',
      'webhook.office.com/webhookb2/a/IncomingWebhook/',
      'logic.azure.com/',
      'logic.azure.com/?',
      'logic.azure.com/?sig',
      '/?sig=',
      '\0',
      'é',
      'token',
      'key',
    ],
  ])('a file of 256 KiB that repeats %j is searched without a delay', (piece) => {
    const text = piece.repeat(MAX_FILE_BYTES).slice(0, MAX_FILE_BYTES);
    const headers = { authorization: text, cookie: text, 'x-api-key': text };
    const began = performance.now();
    findSecrets({ token: text, password: text, messages: [{ url: text, body: text, headers }] });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
