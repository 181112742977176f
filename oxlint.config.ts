import { defineConfig } from 'oxlint'

/** From left to right: a room calls only the `service.ts` of rooms to its right (and `auth/guard`). */
const ROOMS = ['api', 'admin', 'settings', 'account', 'chat', 'upstreams', 'files', 'usage', 'oidc', 'auth', 'audit']
const GROUND = ['config', 'secrets', 'addresses', 'paths', 'errors', 'ids', 'log', 'db', 'kv', 'llm', 'turn', 'markdown', 'site']

/** Regular expressions know no look-ahead here: exceptions are told by groups of globs. What one group excepts, no other group finds. */
type Pattern = ({ regex: string } | { group: string[] }) & { message: string; allowTypeImports?: boolean }

const either = (names: readonly string[]): string => `(?:${names.join('|')})`

/** `../x/…` and `../../src/x/…` from below, `./x/…` from `src/` itself */
const inFolder = (names: readonly string[]): string => `^(?:(?:\\.\\./)+(?:src/)?${either(names)}(?:/|\\.tsx?$)|\\./${either(names)}/)`

const roof: Pattern = { regex: '^(?:\\.{1,2}/)+(?:src/)?(?:app|server)\\.ts$', message: 'Nothing looks up: app and server are the roof.' }
const rooms: Pattern = { regex: inFolder(ROOMS), message: 'Nothing looks up: this part knows no room.' }
const hall: Pattern = { regex: inFolder(['web', 'templates']), message: 'Nothing looks up: the ground knows neither web/ nor templates/.' }
const sql: Pattern = { regex: '^drizzle-orm(?:/|$)', message: 'SQL lives in queries and in db/.' }
const http: Pattern = { regex: '^(?:hono|@hono/[^/]+)(?:/|$)', message: 'A service knows no HTTP: that is the business of routes.' }
const pages: Pattern = { regex: '\\.tsx$|^(?:\\.{1,2}/)+templates/', message: 'A service draws nothing: that is the business of routes.' }
const machinery: Pattern = { regex: inFolder(['web']), message: http.message, allowTypeImports: true }

const templatesOnly: Pattern = {
  group: ['**/src/**', '!**/src/paths.ts'],
  message: 'Templates are pure: at run time they import templates and paths.ts only.',
  allowTypeImports: true,
}

const queriesOnly: Pattern = {
  group: ['**', '!drizzle-orm', '!drizzle-orm/**', '!../**/db/**', '!../db/**', '!./**', '!../errors.ts', '!../ids.ts'],
  message: 'Queries import db/ and drizzle, nothing else.',
  allowTypeImports: true,
}

const withoutImports = (...patterns: Pattern[]) => ({
  'no-restricted-imports': ['error', { patterns }] as ['error', { patterns: Pattern[] }],
})

/** What a room may not import of other rooms: anything to its left, and anything but the door of those to its right. */
function neighbours(room: string): Pattern[] {
  const left = ROOMS.slice(0, ROOMS.indexOf(room))
  const right = ROOMS.slice(ROOMS.indexOf(room) + 1)
  const toLeft = { regex: inFolder(left), message: `Nothing looks up: ${room} knows no ${left.join(', ')}.` }
  const doors = right.map((name) => `!**/${name}/service.ts`).concat('!**/auth/guard.ts', '!**/auth/confirm.ts', '!**/templates/**')
  const pastTheDoor = {
    group: [...right.map((name) => `**/${name}/**`), ...doors],
    message: 'Rooms meet only through service.ts (and the guards of auth).',
    allowTypeImports: true,
  }
  return [roof, ...(left.length > 0 ? [toLeft] : []), ...(right.length > 0 ? [pastTheDoor] : [])]
}

const roomRules = ROOMS.flatMap((room) => [
  { files: [`src/${room}/**/*.{ts,tsx}`], rules: withoutImports(sql, ...neighbours(room)) },
  { files: [`src/${room}/**/queries*.ts`, `src/${room}/**/*Queries.ts`], rules: withoutImports(queriesOnly) },
  { files: [`src/${room}/service.ts`], rules: withoutImports(sql, http, pages, machinery, ...neighbours(room)) },
])

const TESTS = ['**/*.test.{ts,tsx}', 'src/test/**', 'e2e/**', 'bench/**', 'drills/**', 'scripts/**', 'nginx/**', '*.config.ts']

export default defineConfig({
  plugins: ['eslint', 'typescript', 'oxc', 'unicorn', 'import', 'node', 'promise', 'vitest'],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  ignorePatterns: ['node_modules', 'dist', 'dist.*', 'data', 'coverage'],
  rules: {
    'import/no-cycle': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'node/no-process-env': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-var': 'error',
    'prefer-const': 'error',
    'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
    'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
    // Hono's elements are strings when asked for one; we iterate code points on purpose; our closures have no `this`
    'typescript/no-base-to-string': 'off',
    'typescript/no-misused-spread': 'off',
    'typescript/unbound-method': 'off',
    // an answer is text from a model: control characters are what its cleaning is about
    'no-control-regex': 'off',
  },
  overrides: [
    { files: ['src/*.{ts,tsx}'], rules: withoutImports(sql) },
    { files: GROUND.flatMap((name) => [`src/${name}.ts`, `src/${name}/**`]), rules: withoutImports(roof, rooms, hall) },
    { files: ['src/{kv,llm,markdown,turn}/**'], rules: withoutImports(roof, rooms, hall, sql) },
    { files: ['src/web/**'], rules: withoutImports(roof, rooms, sql) },
    { files: ['src/web/*Rows.ts'], rules: withoutImports(roof, rooms) },
    { files: ['templates/**'], rules: withoutImports(templatesOnly, sql) },
    ...roomRules,
    { files: ['src/config.ts'], rules: { 'node/no-process-env': 'off' } },
    {
      files: TESTS,
      rules: {
        'node/no-process-env': 'off',
        'no-restricted-imports': 'off',
        'max-lines': ['error', { max: 400 }],
        'max-lines-per-function': 'off',
        'vitest/require-to-throw-message': 'off',
        'vitest/require-mock-type-parameters': 'off',
        'vitest/no-standalone-expect': 'off',
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
        'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      },
    },
  ],
})
