import { defineConfig } from 'vitest/config'
import { temporaryFolder } from './scripts/memory.ts'

process.env['TMPDIR'] ??= temporaryFolder()

const features = ['src/**/*.feature.test.{ts,tsx}']
/** what only one of the two kinds of database and cache has */
const sqliteOnly = ['{src,drills}/**/*.sqlite.test.ts']
const servicesOnly = ['{src,drills}/**/*.services.test.ts']
const setupFiles = ['src/test/loud.ts']

/** Files one after the other in the same process: their modules keep nothing of one test for the next, and loading them takes longer than the tests. */
const isolate = false

/** Five tiers over one tree, their files side by side; `npm test` leaves out those whose binaries are missing, by name. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    maxWorkers: 3,
    // for what hangs: no machine should be too slow for a test
    testTimeout: 180_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/tally.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,templates,scripts,bench,drills}/**/*.test.{ts,tsx}'],
          exclude: [...features, ...sqliteOnly, ...servicesOnly],
          setupFiles,
        },
      },
      {
        extends: true,
        test: { name: 'sqlite', include: [...features, ...sqliteOnly], provide: { mysqlUrl: null, redisUrl: null }, setupFiles, isolate },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: [...features, ...servicesOnly],
          globalSetup: 'src/test/services/setup.ts',
          setupFiles,
          isolate,
        },
      },
      {
        extends: true,
        test: { name: 'proxy', include: ['nginx/**/*.test.ts'], setupFiles },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          setupFiles,
          isolate,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
})
