import { describe, expect, it } from 'vitest'
import { REASONS, type Reason } from '../../src/errors.ts'
import { dayNumber, formatDate } from './format.ts'
import { locales, negotiateLocale, stringsFor } from './index.ts'

/** Dotted names of all leaves, functions with their number of parameters. */
function shape(value: unknown, name = ''): string[] {
  if (typeof value === 'function') return [`${name}(${value.length})`]
  if (typeof value !== 'object' || value === null) return [name]
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${name}.${key}`))
}

/** Every text that needs no argument. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}

const reasons = Object.keys(REASONS) as Reason[]

describe('the tables of strings', () => {
  it('have the same names and parameters in every language', () => {
    const [first, ...others] = locales.map((locale) => shape({ ...stringsFor(locale), reasons: null }).sort())
    for (const other of others) expect(other).toEqual(first)
  })

  it('leave nothing untranslated in Chinese', () => {
    const same = texts(stringsFor('zh-CN')).filter((text) => /[a-z]{3}/i.test(text) && !/[\u4e00-\u9fff]/.test(text))
    expect(same).toEqual(['code', 'lang', 'table', 'bulb'])
  })

  it.each(reasons)('say what happened and what to do: %s', (reason) => {
    const en = stringsFor('en').reasons[reason]({})
    const zh = stringsFor('zh-CN').reasons[reason]({})
    expect(en).toMatch(/^[A-Z].{20,}\.$/)
    expect(zh).toMatch(/^[\u4e00-\u9fff].{6,}。$/)
  })

  it('name the limit, what was given and the seconds to wait', () => {
    expect(stringsFor('en').reasons.rate_limited({ seconds: 38 })).toContain('in 38 seconds')
    expect(stringsFor('en').reasons.rate_limited({ seconds: 1 })).toContain('in 1 second.')
    expect(stringsFor('zh-CN').reasons.rate_limited({ seconds: 38 })).toContain('38秒后')
    expect(stringsFor('en').reasons.message_too_long({ limit: 100_000 })).toContain('100,000 characters')
    expect(stringsFor('en').reasons.password_short({ limit: 10, actual: 6 })).toMatch(/10.*6/)
    expect(stringsFor('en').reasons.invalid_field({ field: 'title' })).toContain('“title”')
  })
})

describe('negotiateLocale', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'en'],
    ['zh', 'zh-CN'],
    ['zh-Hans-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['fr, zh-TW;q=0.5, en;q=0.3', 'zh-CN'],
    ['en;q=0.2, zh;q=0.9', 'zh-CN'],
    ['zh;q=0', 'en'],
    ['zh;q=banana', 'en'],
    [';;;,,,q=1', 'en'],
  ])('%j is %s', (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale)
  })
})

describe('dates', () => {
  it('stand in the given time zone', () => {
    const date = new Date('2026-11-22T23:30:00Z')
    expect(formatDate('en-GB', 'time', date, 'Asia/Shanghai')).toBe('07:30')
    expect(dayNumber(date, 'Asia/Shanghai') - dayNumber(date, 'UTC')).toBe(1)
  })

  it('take UTC for a zone that does not exist', () => {
    expect(formatDate('en-GB', 'time', new Date('2026-11-22T23:30:00Z'), 'Mars/Base')).toBe('23:30')
  })
})
