import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, parseConfig } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'aichat-config-'))
afterAll(() => rmSync(dir, { recursive: true }))

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(parseConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      basePath: '/',
      registration: 'open',
      sessionTtl: 7 * 86_400_000,
      rateLimits: [{ limit: 5, windowMs: 60_000 }],
      trustProxy: 0,
      deepseekBaseUrl: 'https://api.deepseek.com',
    })
  })

  it('tells all that is wrong at once, by the name of the variable, and no value', () => {
    const faults = faultsOf({
      PORT: '99999',
      APP_SECRET: 'hunter2',
      DATABASE_URL: 'postgres://user:hunter2@host/db',
      REDIS_URL: 'http://hunter2',
      SESSION_TTL: '7 weeks',
      RATE_LIMITS: 'many',
      REGISTRATION: 'maybe',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'ftp://x',
      BASE_PATH: 'ai',
      TRUST_PROXY: '-1',
      WORKERS: '0',
    })
    const names = [
      'PORT',
      'APP_SECRET',
      'DATABASE_URL',
      'REDIS_URL',
      'SESSION_TTL',
      'RATE_LIMITS',
      'REGISTRATION',
      'LOG_LEVEL',
      'PUBLIC_URL',
      'BASE_PATH',
      'TRUST_PROXY',
      'WORKERS',
    ]
    expect(new Set(faults.map((fault) => fault.split(':')[0]))).toEqual(new Set(names))
    expect(faults.join('\n')).not.toContain('hunter2')
    expect(faults.every((fault) => fault.includes('must be'))).toBe(true)
  })

  it.each([
    'many',
    '5',
    '5/',
    '/1m',
    '0/1m',
    '-1/1m',
    '1.5/1m',
    '5/0s',
    '5/1w',
    '5/1',
    '5/m',
    '5/1m,',
    ',5/1m',
    '5/1m,,6/1h',
    '5/1m/2',
    '5;1m',
    '5 per 1m',
    'OFF',
    'none',
    '1e3/1m',
    '99999999/1m',
    Array.from({ length: 9 }, (_, n) => `1/${n + 1}m`).join(),
  ])('tells that these limits are none: %j', (text) => {
    expect(faultsOf({ RATE_LIMITS: text })).toEqual([expect.stringMatching(/^RATE_LIMITS: must be limits such as 5\/1m/)])
  })

  it('takes one limit or several', () => {
    const limit = { limit: 5, windowMs: 60_000 }
    expect(parseConfig({ RATE_LIMITS: '5/1m, 100/1d' }).rateLimits).toEqual([limit, { limit: 100, windowMs: 86_400_000 }])
    expect(parseConfig({ RATE_LIMITS: '5/60s' }).rateLimits).toEqual([limit])
    expect(parseConfig({ RATE_LIMITS: 'off' }).rateLimits).toEqual([])
  })

  it('wants a secret with MySQL, and Redis with several workers', () => {
    expect(faultsOf({ DATABASE_URL: 'mysql://u:p@h/db', WORKERS: '2' })).toEqual([
      expect.stringContaining('APP_SECRET'),
      expect.stringContaining('REDIS_URL'),
    ])
  })

  it.each(['change-me-change-me-change-me-change-me', 'your-secret-key-goes-here-0123456789', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
    'refuses the sample %s as a secret',
    (secret) => expect(faultsOf({ APP_SECRET: secret })).toHaveLength(1),
  )

  it('counts an empty variable as not given', () =>
    expect(parseConfig({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 3000, redisUrl: null }))

  it('reads a secret from a file, and says when it cannot', () => {
    const path = join(dir, 'key')
    writeFileSync(path, ' sk-from-file\n')
    expect(parseConfig({ DEEPSEEK_API_KEY_FILE: path }).deepseekApiKey).toBe('sk-from-file')
    expect(faultsOf({ DEEPSEEK_API_KEY_FILE: join(dir, 'none') })).toEqual([expect.stringContaining('DEEPSEEK_API_KEY_FILE')])
    expect(faultsOf({ DEEPSEEK_API_KEY_FILE: path, DEEPSEEK_API_KEY: 'both' })).toHaveLength(1)
  })

  it('takes several limits, or none', () => {
    expect(parseConfig({ RATE_LIMITS: '5/1m,100/1d' }).rateLimits).toEqual([
      { limit: 5, windowMs: 60_000 },
      { limit: 100, windowMs: 86_400_000 },
    ])
    expect(parseConfig({ RATE_LIMITS: 'off' }).rateLimits).toEqual([])
  })

  it('makes a secret once, for the owner alone', () => {
    const dataDir = join(dir, 'data')
    const first = loadConfig({ DATA_DIR: dataDir })
    expect(loadConfig({ DATA_DIR: dataDir }).appSecret).toBe(first.appSecret)
    expect(first.appSecret.length).toBeGreaterThanOrEqual(32)
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600)
    expect(first.databaseUrl).toBe(`file:${dataDir}/aichat.db`)
  })
})
