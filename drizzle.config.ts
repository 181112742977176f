import { defineConfig } from 'drizzle-kit'

/** One run of drizzle-kit writes for one database: `DIALECT=mysql` for the other. */
const dialect = process.env.DIALECT === 'mysql' ? 'mysql' : 'sqlite'

export default defineConfig({ dialect, schema: `src/db/schema.${dialect}.ts`, out: `drizzle/${dialect}`, casing: 'snake_case' })
