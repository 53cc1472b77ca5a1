import { defineConfig } from 'oxlint';

type Fence = { group: string[]; message: string; allowTypeImports?: boolean };

/** What code may not import, by the reason why. Each place of the tree below stands behind some of them. */
const FENCES = {
  mediasoup: {
    group: ['mediasoup', 'mediasoup/**'],
    message: 'Only apps/media and packages/horizontal import mediasoup.',
  },
  postgres: {
    group: ['pg', 'postgres', '@prisma/**'],
    message: 'Only packages/db talks to Postgres.',
  },
  db: {
    group: ['@convene/db', '@convene/db/**'],
    message: 'The database is for servers, behind their ports.',
  },
  dbCode: {
    group: ['@convene/db', '@convene/db/**'],
    message: 'Of the database, pages know the types.',
    allowTypeImports: true,
  },
  app: {
    group: ['@convene/media', '@convene/media/**', '@convene/web', '@convene/web/**', '**/apps/**'],
    message: 'Nothing imports an app.',
  },
  otherApp: {
    group: ['@convene/media', '@convene/web', '**/media/src/**', '**/web/src/**'],
    message: 'No app imports another one.',
  },
  deep: {
    group: ['@convene/*/src/**', '**/packages/**'],
    message: 'Packages are imported by their names, through their index.',
  },
  environment: {
    group: ['process', 'node:process'],
    message: 'env.ts of each app alone reads the environment.',
  },
  io: { group: ['node:*'], message: 'This code has no IO, and runs in browsers too.' },
  react: {
    group: ['react', 'react/**', 'react-dom', 'react-dom/**', 'next', 'next/**'],
    message: 'No React here.',
  },
  trpcServer: {
    group: ['@trpc/server', '@trpc/server/**'],
    message: 'Rooms and clients know nothing of it.',
  },
  webServer: {
    group: ['**/server/**'],
    message: 'Of the web app’s server, pages know the types.',
    allowTypeImports: true,
  },
  top: {
    group: ['../MediaServer.ts', '../main.ts', '../env.ts', '../config.ts'],
    message: 'What the parts need of the outside comes through their options.',
  },
  edge: { group: ['**/edge/**'], message: 'edge → cluster → room → media: each imports only to its right.' },
  cluster: {
    group: ['**/cluster/**'],
    message: 'edge → cluster → room → media: each imports only to its right.',
  },
  room: { group: ['**/room/**'], message: 'edge → cluster → room → media: each imports only to its right.' },
} satisfies Record<string, Fence>;

type FenceName = keyof typeof FENCES;

const SHARED: readonly FenceName[] = ['environment', 'mediasoup', 'postgres', 'deep'];
const CLIENT: readonly FenceName[] = ['app', 'db', 'io', 'react', 'trpcServer', ...SHARED];
const MEDIA: readonly FenceName[] = ['environment', 'postgres', 'otherApp', 'react', 'deep'];

/** Places and the fences that they stand behind; of several in which a file lies, the last one counts. */
const PLACES: readonly { readonly files: string[]; readonly behind: readonly FenceName[] }[] = [
  { files: ['packages/{protocol,placement,meeting-client}/**'], behind: CLIENT },
  { files: ['packages/signaling/**'], behind: CLIENT.filter((fence) => fence !== 'trpcServer') },
  { files: ['packages/db/**'], behind: ['environment', 'mediasoup', 'app', 'react', 'deep'] },
  { files: ['packages/horizontal/**'], behind: ['environment', 'postgres', 'db', 'app', 'react', 'deep'] },
  { files: ['bench/**'], behind: ['app', 'db', 'react', ...SHARED] },
  { files: ['apps/web/**'], behind: ['otherApp', ...SHARED] },
  {
    files: ['apps/web/src/{app,features,messages,ui}/**'],
    behind: ['otherApp', 'dbCode', 'io', 'webServer', ...SHARED],
  },
  { files: ['apps/media/**'], behind: MEDIA },
  { files: ['apps/media/src/edge/**'], behind: ['top', ...MEDIA] },
  { files: ['apps/media/src/cluster/**'], behind: ['top', 'edge', 'trpcServer', ...MEDIA] },
  { files: ['apps/media/src/room/**'], behind: ['top', 'edge', 'cluster', 'trpcServer', 'db', ...MEDIA] },
  {
    files: ['apps/media/src/media/**'],
    behind: ['top', 'edge', 'cluster', 'room', 'trpcServer', 'db', ...MEDIA],
  },
  { files: ['e2e/**'], behind: ['app', 'db', 'react', ...SHARED] },
  // Tests run in Node, and those of the client sit in meetings of a real media server.
  {
    files: [
      'packages/{protocol,placement,signaling}/**/*.test.ts',
      'bench/{src/**/*.test.ts,test/**}',
      'packages/meeting-client/{src/**/*.test.ts,test/**}',
    ],
    behind: ['db', 'react', ...SHARED],
  },
  {
    files: ['apps/{media,web}/**/{test,testing}/**', 'apps/{media,web}/**/*.test.{ts,tsx}'],
    behind: ['environment', 'postgres'],
  },
];

/** The rule of one place replaces that of another, so that each names all of its fences. */
const importRules = PLACES.map(({ files, behind }) => {
  const patterns: Fence[] = behind.map((name) => FENCES[name]);
  const rule: ['error', { patterns: Fence[] }] = ['error', { patterns }];
  return { files, rules: { 'no-restricted-imports': rule } };
});

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node', 'react', 'jsx-a11y'],
  categories: { correctness: 'error', suspicious: 'error' },
  options: { reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/generated/**', '**/.next/**', '.convene/**', '**/next-env.d.ts'],
  rules: {
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', { max: 3 }],
    'no-console': 'error',
    eqeqeq: 'error',
    // Attempts, polls, and steps that go one after the other.
    'no-await-in-loop': 'off',
    // A short name may mean the same thing again further in.
    'no-shadow': 'off',
    // `_` is what is left out of an object.
    'no-underscore-dangle': 'off',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    // Styles and fonts are imported for what they do.
    'import/no-unassigned-import': 'off',
    // Some packages have one thing under both.
    'import/no-named-as-default-member': 'off',
    'node/no-process-env': 'error',
    // The compiler brings React along.
    'react/react-in-jsx-scope': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // A copy is meant where one is made.
    'unicorn/no-useless-spread': 'off',
    'typescript/only-throw-error': 'error',
    // Each `as` has its comment instead.
    'typescript/no-unsafe-type-assertion': 'off',
    // What is sorted or reversed in place is a copy.
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    // Small functions stand where they are read.
    'unicorn/consistent-function-scoping': 'off',
  },
  overrides: [
    {
      files: [
        '**/env.ts',
        'scripts/**',
        'bench/**',
        'e2e/**',
        '**/testing/**',
        '**/test/**',
        '**/*.test.ts',
        '**/*.int.test.ts',
        'prisma.config.ts',
        'packages/mediasoup-worker/**',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
    { files: ['scripts/**', 'packages/mediasoup-worker/**'], rules: { 'no-console': 'off' } },
    {
      files: [
        '**/*.test.ts',
        '**/*.test.tsx',
        '**/test/**',
        '**/testing/**',
        'e2e/**',
        'scripts/**/*.test.ts',
      ],
      rules: { 'max-lines-per-function': 'off', 'typescript/no-non-null-assertion': 'off' },
    },
    {
      files: [
        '*.config.ts',
        '**/*.config.ts',
        '**/*.config.mjs',
        'apps/web/app/**',
        'apps/web/src/app/**',
        'packages/db/src/testing/globalSetup.ts',
      ],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: ['apps/web/**/*.tsx'],
      rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
    },
    { files: ['**/logger.ts'], rules: { 'no-console': 'off' } },
    ...importRules,
  ],
});
