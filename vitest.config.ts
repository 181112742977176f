import { defineConfig } from 'vitest/config'

const features = ['src/**/*.feature.test.{ts,tsx}']
/** what only one of the two kinds of database and cache has */
const sqliteOnly = ['{src,drills}/**/*.sqlite.test.ts']
const servicesOnly = ['{src,drills}/**/*.services.test.ts']
const setupFiles = ['src/test/loud.ts']

/** Four tiers over one tree; `npm test` leaves out those whose binaries are missing, by name. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    maxWorkers: 2,
    testTimeout: 10_000,
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
        test: { name: 'sqlite', include: [...features, ...sqliteOnly], provide: { mysqlUrl: null, redisUrl: null }, setupFiles },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: [...features, ...servicesOnly],
          globalSetup: 'src/test/services/setup.ts',
          setupFiles,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'proxy', include: ['nginx/**/*.test.ts'], setupFiles, testTimeout: 30_000, hookTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          setupFiles,
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
