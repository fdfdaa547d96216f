// The folders of the project and the one way that imports point. See docs/internals/architecture.md and docs/decisions/0001-folders-by-purpose.md.

const NODE_MODULES = '(^|/)node_modules/';

/** Allows a folder to import itself and the folders listed, and no other folder. */
function folder(name, allowed, comment) {
  return {
    name: `${name.replaceAll('/', '-')}-imports`,
    comment,
    severity: 'error',
    from: { path: `^${name}/` },
    to: {
      path: '^(bin|cli|clients|console|consumer|lib|functions|engine|core|adapters|channels|sources|language|tokens|api|server|rehearse|mail-catcher|examples|test)/',
      pathNot: [name, ...allowed].map((each) => `^${each}/`),
    },
  };
}

/** Allows a folder to import only these packages. */
function packages(name, npm, comment) {
  return {
    name: `${name.replaceAll('/', '-')}-packages`,
    comment,
    severity: 'error',
    from: { path: `^${name}/` },
    to: { path: NODE_MODULES, pathNot: `${NODE_MODULES}(${npm.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-late-loading-in-the-core',
      comment:
        "The simulation's virtual clock cannot wait for a file to be loaded: core and engine import by statements.",
      severity: 'error',
      from: { path: '^(core|engine)/' },
      to: { dynamic: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere is a typing mistake, or a package missing from package.json.',
      severity: 'error',
      from: {},
      // The types of Lambda's events come from @types/aws-lambda; there is no such package to resolve.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'The product contains no tests.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment:
        'What runs on the machine of a user must be in dependencies. What is deployed (lib, bin/app.ts), and what runs there (functions, adapters/aws, the sender by SES), is bundled; what a consumer calls is in every Lambda function.',
      severity: 'error',
      from: {
        path: '^(cli|clients|engine|core|adapters|channels|sources|language|tokens|api|server|rehearse|examples)/',
        pathNot: '^(adapters/aws/|channels/email/ses)',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: `${NODE_MODULES}@types/` },
    },

    {
      name: 'one-wait-for-overtaken-writers',
      comment:
        'A writer whom another one overtook waits by the backoff that it is given: a timer of its own would hang the simulation, whose clock is virtual.',
      severity: 'error',
      from: { path: '^adapters/aws/', pathNot: '^adapters/aws/(services|batch-get|retry-unprocessed)[.]ts$' },
      to: { path: '^adapters/aws/backoff[.]ts$', dependencyTypesNot: ['type-only'] },
    },

    folder('core/contracts', [], 'Contracts are read by every folder, lib included: they import nothing else of core.'),
    folder('core', [], 'The rules are pure: they know neither what calls them nor where they run.'),
    folder('language', ['core'], 'Sentences for people, by the codes and values of core.'),
    folder('engine', ['core'], 'The engine orders the rules and reaches the outside through the ports of core.'),
    folder('sources', ['core'], "A source translates another system's events to ours."),
    folder(
      'tokens',
      ['core'],
      'What links and apps carry is made by senders and read by the API, which do not know each other.',
    ),
    folder('channels', ['core'], 'A sender gives messages to one provider: it knows no table and no queue.'),
    folder('clients', [], 'What runs in the apps of users imports nothing of the connector.'),
    folder(
      'functions/runtime',
      ['adapters/aws', 'tokens', 'core'],
      'What all Lambda handlers share: it knows AWS, and none of the handlers.',
    ),
    folder(
      'functions',
      ['api', 'engine', 'adapters/aws', 'channels', 'sources', 'tokens', 'core'],
      'A Lambda handler connects AWS to the engine: so one machine never loads AWS.',
    ),
    folder('adapters/aws', ['core'], 'An adapter implements ports of core, and never imports its twin.'),
    folder('adapters/sqlite', ['core'], 'An adapter implements ports of core, and never imports its twin.'),
    folder('adapters/memory', ['core'], 'An adapter implements ports of core, and never imports its twin.'),
    folder('adapters', ['core'], 'Adapters implement ports of core, and know nothing of who uses them.'),
    {
      name: 'channels-apart',
      comment: 'No channel imports another: each is understood, and loaded, by itself.',
      severity: 'error',
      from: { path: '^channels/([^/]+)/' },
      to: { path: '^channels/', pathNot: '^channels/$1/' },
    },
    {
      name: 'one-machine-never-loads-ses',
      comment: 'The client of SES is bundled with the Lambda functions, and is not installed where the server runs.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^channels/email/ses' },
    },
    folder(
      'api',
      ['engine', 'sources', 'language', 'tokens', 'core'],
      'The HTTP interface is the same on Lambda and on one machine: adapters are passed in.',
    ),
    folder(
      'server',
      ['api', 'engine', 'adapters/sqlite', 'channels', 'sources', 'tokens', 'core'],
      'The one-machine server never touches AWS.',
    ),
    folder(
      'console',
      ['rehearse', 'engine', 'adapters/memory', 'sources', 'language', 'core'],
      'The console talks to an installation over HTTP by generated types, and rehearses in the browser. What it may import is a part of the key of its cache (server/console/hash-sources.ts).',
    ),
    {
      name: 'console-one-way',
      comment: 'Inside the console imports point one way: app, pages, parts, data, context.',
      severity: 'error',
      from: { path: '^console/(parts|data|context)/' },
      to: { path: '^console/(?!parts/|data/|context/)' },
    },
    {
      name: 'console-data-below-parts',
      comment: 'What calls the interface shows nothing.',
      severity: 'error',
      from: { path: '^console/(data|context)/' },
      to: { path: '^console/parts/' },
    },
    {
      name: 'cloudscape-by-path',
      comment: 'The root of Cloudscape brings the styles of all its components: import each by its path.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: `${NODE_MODULES}@cloudscape-design/components/(index|test-utils)` },
    },
    folder(
      'rehearse',
      ['engine', 'adapters/memory', 'sources', 'core'],
      'A rehearsal runs the engine in memory: in Node and in a browser.',
    ),
    folder(
      'consumer',
      ['core/contracts'],
      'What a Lambda function of a user imports is small: the contracts, and the clients that it calls.',
    ),
    folder('lib', ['core/contracts'], 'The stacks know the contracts, and reach the handlers by path only.'),
    folder(
      'cli',
      ['rehearse', 'server', 'api/schemas', 'language', 'core'],
      'A command calls an installation over HTTP, rehearses in memory, or starts the server. It reads answers by the types of their schemas.',
    ),
    folder(
      'bin',
      ['lib', 'cli', 'server', 'api', 'mail-catcher', 'core'],
      'An entry point starts something; it holds no logic of its own.',
    ),
    folder(
      'mail-catcher',
      [],
      'It stands in for the mail servers of others: it knows nothing of what sends. It is not in the package, so that it may use development packages.',
    ),
    folder(
      'console',
      ['rehearse', 'language', 'sources', 'api/schemas', 'examples', 'core'],
      'The page of the console runs in a browser: it calls an installation over HTTP, and rehearses by itself. What it may import is a part of the key of its cache (server/console/hash-sources.ts).',
    ),
    folder('examples', ['rehearse', 'language', 'core'], 'An example uses what any user has.'),

    {
      name: 'runs-in-a-browser',
      comment:
        'These folders run in a browser too. core/sha256.ts is replaced there (`browser` in package.json). Biome forbids Buffer and process.',
      severity: 'error',
      from: {
        path: '^(core|engine|rehearse|sources|language|adapters/memory|console)/',
        pathNot: '^(core/sha256|console/vite\\.config)\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    packages(
      'core',
      ['valibot', '@valibot/to-json-schema', 'liquidjs', 'yaml', 'temporal-polyfill', '@aws-crypto/sha256-js'],
      'The rules are pure: no clock, no I/O, no framework.',
    ),
    packages(
      'channels',
      [
        'valibot',
        'nodemailer',
        '@aws-sdk/client-sesv2',
        '@smithy/node-http-handler',
        'html-to-text',
        'css-what',
        'entities',
      ],
      'A sender has one client, that of its provider, and what makes an email of HTML. Each of these packages is chosen and pinned.',
    ),
    packages(
      'console',
      [
        'react',
        'react-dom',
        'react-router',
        '@tanstack/react-query',
        '@cloudscape-design/(components|global-styles)',
        'openapi-fetch',
        'codemirror',
        '@codemirror/[^/]+',
        '@lezer/highlight',
        'yaml',
        'vite',
        '@vitejs/plugin-react',
        '@types/react',
        '@types/react-dom',
      ],
      'What the page loads is chosen and measured.',
    ),
    packages('core/contracts', ['valibot'], 'A contract is a schema, and needs nothing else to be read.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|coverage|dist|\\.data|\\.dynamodb|\\.venv)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
