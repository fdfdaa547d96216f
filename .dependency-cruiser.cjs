// The rooms of the project and the one way that imports point. See docs/decisions and "Rooms" in the README.

const NODE_MODULES = '(^|/)node_modules/';

/** A room may import itself and the rooms listed, and no other room. */
function room(name, allowed, comment) {
  return {
    name: `${name.replaceAll('/', '-')}-imports`,
    comment,
    severity: 'error',
    from: { path: `^${name}/` },
    to: {
      path: '^(bin|cli|lib|doors|lambda|functions|flow|core|adapters|api|local|examples|test)/',
      pathNot: [name, ...allowed].map((each) => `^${each}/`),
    },
  };
}

/** A room may use only these packages and modules of Node. */
function packages(name, npm, node, comment) {
  return [
    {
      name: `${name.replaceAll('/', '-')}-packages`,
      comment,
      severity: 'error',
      from: { path: `^${name}/` },
      to: { path: NODE_MODULES, pathNot: `${NODE_MODULES}(${npm.join('|')})/` },
    },
    {
      name: `${name.replaceAll('/', '-')}-node-modules`,
      comment,
      severity: 'error',
      from: { path: `^${name}/` },
      to: { dependencyTypes: ['core'], pathNot: `^(node:)?(${node.join('|')})$` },
    },
  ];
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
      name: 'resolvable',
      comment: 'An import that leads nowhere is a typing mistake, or a package missing from package.json.',
      severity: 'error',
      from: {},
      // The types of Lambda's events come from @types/aws-lambda; there is no such package to resolve.
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'Nobody ships a test.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment:
        'What runs on the machine of a user must be in dependencies. The cloud (lib, bin/app.ts) is deployed, and what runs there (doors, lambda, adapters/aws) is shipped bundled.',
      severity: 'error',
      from: { path: '^(cli|functions|flow|core|adapters|api|local|examples)/', pathNot: '^adapters/aws/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: `${NODE_MODULES}@types/` },
    },

    room('core/contracts', [], 'Contracts are read by everyone, the cloud included: they know nothing of the rest.'),
    room('core', [], 'The rules are pure: they know neither the stages nor the world.'),
    room('flow', ['core'], 'The flow orders the rules and asks the world through ports of core.'),
    room('functions', ['flow', 'core'], 'A stage is a function of its input and the services: it knows no world.'),
    room(
      'lambda',
      ['adapters/aws', 'core'],
      'What every Lambda has in common: it knows AWS, and none of the stages it lets in.',
    ),
    room(
      'doors',
      ['lambda', 'api', 'functions', 'flow', 'adapters/aws', 'core'],
      'A door leads from AWS to a stage: so one machine never loads AWS.',
    ),
    room('adapters/aws', ['core'], 'An adapter implements ports of core, and never leans on its twin.'),
    room('adapters/local', ['core'], 'An adapter implements ports of core, and never leans on its twin.'),
    room('adapters/memory', ['core'], 'An adapter implements ports of core, and never leans on its twin.'),
    room('adapters', ['core'], 'Adapters implement ports of core, and know nothing of who uses them.'),
    room(
      'api',
      ['functions', 'flow', 'core'],
      'The HTTP interface is the same on Lambda and on one machine: adapters are passed in.',
    ),
    room(
      'local',
      ['api', 'functions', 'flow', 'adapters/local', 'adapters/memory', 'core'],
      'The one-machine server never touches AWS.',
    ),
    room('lib', ['core/contracts'], 'The cloud knows the contracts, and reaches the stages by path only.'),
    room(
      'cli',
      ['local', 'core'],
      'A command asks an installation over HTTP, or plays on a machine that keeps nothing.',
    ),
    room(
      'bin',
      ['lib', 'cli', 'local', 'api', 'core'],
      'An entry point starts something; it holds no logic of its own.',
    ),
    room('examples', ['local', 'core', 'adapters/local'], 'An example runs on one machine, with what any user has.'),

    ...packages(
      'core',
      ['valibot', '@valibot/to-json-schema', 'liquidjs', 'yaml', 'temporal-polyfill'],
      ['crypto'],
      'The rules are pure: no clock, no I/O, no framework. Hashing is the only thing they take from Node.',
    ),
    ...packages(
      'core/contracts',
      ['valibot'],
      ['crypto'],
      'A contract is a schema, and needs nothing else to be read.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|coverage|dist|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
