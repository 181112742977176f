import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import * as z from 'zod'
import type { Window } from './kv/kv.ts'

/** Exit code for a configuration that cannot be used (sysexits EX_CONFIG). */
export const EXIT_CONFIG = 78

export type Config = Readonly<z.output<typeof schema>> & {
  readonly databaseUrl: string
  readonly appSecret: string
}

/** All that is wrong with the configuration, one line a variable. Never holds a value. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    )
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/** Variables that may be given as `NAME_FILE`, the path of a file with the value. */
const SECRETS = ['APP_SECRET', 'APP_SECRET_NEW', 'DATABASE_URL', 'REDIS_URL', 'DEEPSEEK_API_KEY', 'ADMIN_PASSWORD'] as const

export const REGISTRATIONS = ['open', 'invite', 'closed'] as const
/** per file */
export const UPLOAD_MB = { min: 1, max: 1024 }

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** Beginnings of secrets that stand in examples all over the world. */
const KNOWN_SAMPLES = /^((please[-_ ]?)?change[-_ ]?me|your[-_ ](secret|app|key)|replace[-_ ]|example|(.)\4*$)/i

const wanted = (what: string) => ({ error: `must be ${what}` })

/** `90s`, `7d` → milliseconds */
function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : null
}

function parseWindow(text: string): Window | null {
  const [limit, span, ...rest] = text.trim().split('/')
  const windowMs = parseDuration(span ?? '')
  if (rest.length > 0 || !/^[1-9]\d{0,6}$/.test(limit ?? '') || !windowMs) return null
  return { limit: Number(limit), windowMs }
}

/** Parses by `parse`; null is a fault that says what was wanted. */
const parsed = <T>(parse: (text: string) => T | null, what: string) =>
  z.string().transform((text, context): T => {
    const value = parse(text)
    if (value !== null) return value
    context.issues.push({ code: 'custom', message: `must be ${what}`, input: text })
    return z.NEVER
  })

const wholeNumber = (min: number, max: number) =>
  parsed((text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return number >= min && number <= max ? number : null
  }, `a whole number from ${min} to ${max}`)

export function parseRateLimits(text: string): Window[] | null {
  if (text === 'off') return []
  const windows = text.split(',').map(parseWindow)
  return windows.every((window) => window !== null) && windows.length <= 8 ? (windows as Window[]) : null
}

function urlWith(protocols: readonly string[]): (text: string) => string | null {
  return (text) => {
    const url = URL.parse(text)
    return url && protocols.includes(url.protocol) && url.host !== '' ? text.replace(/\/+$/, '') : null
  }
}

const isDatabaseUrl = (text: string) => (/^file:.+/.test(text) || /^mysql:\/\/[^/]+\/[^/?]+/.test(text) ? text : null)
const isRedisUrl = (text: string) =>
  text.split(',').every((part) => /^(rediss?|redis\+sentinel):\/\/[^/\s]+/.test(part.trim())) ? text : null

const secret = parsed((text) => (text.length >= 32 && !KNOWN_SAMPLES.test(text) ? text : null), 'at least 32 random characters, no sample')

const schema = z.object({
  host: z.string().min(1, wanted('an address')).default('127.0.0.1'),
  port: wholeNumber(0, 65_535).default(3000),
  publicUrl: parsed(urlWith(['http:', 'https:']), 'an http or https URL')
    .nullable()
    .default(null),
  basePath: parsed((text) => (/^\/([\w.-]+(\/[\w.-]+)*\/?)?$/.test(text) ? text : null), 'a path such as / or /ai').default('/'),
  dataDir: z.string().min(1, wanted('a folder')).default('./data'),
  databaseUrl: parsed(isDatabaseUrl, 'mysql://user:password@host:3306/database or file:PATH').nullable().default(null),
  redisUrl: parsed(isRedisUrl, 'a redis://, rediss:// or redis+sentinel:// URL, or cluster nodes separated by commas')
    .nullable()
    .default(null),
  appSecret: secret.nullable().default(null),
  /** only to rotate it */
  appSecretNew: secret.nullable().default(null),
  deepseekApiKey: z.string().trim().min(1, wanted('a key')).max(500, wanted('a key of at most 500 characters')).nullable().default(null),
  deepseekBaseUrl: parsed(urlWith(['http:', 'https:']), 'an http or https URL').default('https://api.deepseek.com'),
  adminUsername: z.string().min(3, wanted('3 to 32 characters')).max(32, wanted('3 to 32 characters')).nullable().default(null),
  adminPassword: z.string().min(8, wanted('at least 8 characters')).max(1024, wanted('at most 1024 characters')).nullable().default(null),
  registration: z.enum(REGISTRATIONS, wanted('open, invite or closed')).default('open'),
  /** milliseconds */
  sessionTtl: parsed((text) => parseDuration(text) || null, 'a time such as 7d or 12h').default(7 * UNITS.d),
  rateLimits: parsed(parseRateLimits, 'limits such as 5/1m or 5/1m,100/1d, or off').default([{ limit: 5, windowMs: UNITS.m }]),
  trustProxy: wholeNumber(0, 16).default(0),
  maxUploadMb: wholeNumber(UPLOAD_MB.min, UPLOAD_MB.max).default(25),
  workers: wholeNumber(1, 64).default(1),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], wanted('a level such as info or debug')).default('info'),
})

const VARIABLES = Object.keys(schema.shape).map((key) => [key, key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()] as const)

type Environment = Readonly<Record<string, string | undefined>>

/** Adds the contents of `NAME_FILE` files; a file that cannot be read is a fault. */
function readSecretFiles(env: Environment, faults: string[]): Environment {
  const all: Record<string, string | undefined> = { ...env }
  for (const name of SECRETS) {
    const path = env[`${name}_FILE`]
    if (!path) continue
    if (env[name]) faults.push(`${name}: is given twice, as ${name} and ${name}_FILE; keep one`)
    try {
      all[name] = readFileSync(path, 'utf8').trim()
    } catch {
      faults.push(`${name}_FILE: must be a file that can be read`)
    }
  }
  return all
}

/** Parses and checks everything at once; touches no file but `NAME_FILE`s. Empty variables count as not given. */
export function parseConfig(given: Environment): z.output<typeof schema> {
  const faults: string[] = []
  const env = readSecretFiles(given, faults)
  const input = Object.fromEntries(VARIABLES.flatMap(([key, name]) => (env[name] ? [[key, env[name]]] : [])))
  const result = schema.safeParse(input)
  const names = new Map<PropertyKey, string>(VARIABLES)
  if (!result.success) faults.push(...result.error.issues.map((issue) => `${names.get(issue.path[0] ?? '')}: ${issue.message}`))
  faults.push(...contradictions(env))
  if (faults.length > 0 || !result.success) throw new ConfigError(faults)
  return result.data
}

/** What is missing beside what is given. */
function contradictions(env: Environment): string[] {
  const rules: [boolean, string][] = [
    [!!env.DATABASE_URL?.startsWith('mysql:') && !env.APP_SECRET, 'APP_SECRET: must be set (at least 32 random characters) with MySQL'],
    [Number(env.WORKERS) > 1 && !env.REDIS_URL, 'REDIS_URL: must be set when WORKERS is more than 1'],
    [!!env.ADMIN_PASSWORD && !env.ADMIN_USERNAME, 'ADMIN_USERNAME: must be set with ADMIN_PASSWORD'],
    [!!env.ADMIN_USERNAME && !env.ADMIN_PASSWORD, 'ADMIN_PASSWORD: must be set with ADMIN_USERNAME'],
  ]
  return rules.filter(([broken]) => broken).map(([, fault]) => fault)
}

const secretPath = (dataDir: string): string => join(dataDir, 'secret')

/** The secret of this installation, made once. Readable by the owner alone. */
function generatedSecret(dataDir: string): string {
  const path = secretPath(dataDir)
  mkdirSync(dataDir, { recursive: true })
  if (!existsSync(path)) {
    try {
      writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  return readFileSync(path, 'utf8').trim()
}

function readDotEnv(): Environment {
  try {
    return parseEnv(readFileSync('.env', 'utf8'))
  } catch {
    return {}
  }
}

const environment = (): Environment => ({ ...readDotEnv(), ...process.env })

/** What a change of the secret begins with: the file of the present one, null where the environment gives it, and the new one, where it does. */
export function loadRotation(env: Environment = environment()): { config: Config; file: string | null; next: string | null } {
  const config = loadConfig(env)
  const { appSecret, appSecretNew } = parseConfig(env)
  return { config, file: appSecret === null ? secretPath(config.dataDir) : null, next: appSecretNew }
}

/** The configuration of this process: environment over `.env`, with the secret made where none is given. */
export function loadConfig(env: Environment = environment()): Config {
  const config = parseConfig(env)
  const dataDir = resolve(config.dataDir)
  try {
    const appSecret = config.appSecret ?? generatedSecret(dataDir)
    if (appSecret.length < 32)
      throw new ConfigError(['DATA_DIR: its file "secret" is damaged; restore it from a backup, or set APP_SECRET'])
    return { ...config, dataDir, appSecret, databaseUrl: config.databaseUrl ?? `file:${join(dataDir, 'aichat.db')}` }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(['DATA_DIR: must be a folder that can be written'])
  }
}
