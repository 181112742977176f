import { expect, it } from 'vitest'
import type { Json } from '../../src/db/values.ts'
import { type Locale, stringsFor } from '../i18n/index.ts'
import { ChangeWords } from './changeWords.tsx'

const linesOf = (before: Json, after: Json, locale: Locale = 'en') => {
  const html = String(<ChangeWords reader={{ t: stringsFor(locale), timeZone: 'Asia/Shanghai' }} before={before} after={after} />)
  return [...html.matchAll(/<div>(.*?)<\/div>/g)].map(([, line]) => line)
}

it('says what a field was and what it is', () => {
  expect(linesOf({ role: 'user', active: true, quota: null }, { role: 'admin', active: false, quota: { tokens_day: 4_000_000 } })).toEqual([
    'Role: user → admin',
    'Active: yes → no',
    'Quota: nothing → tokens a day 4,000,000',
  ])
})

it('says what is new and what is gone, without what was empty', () => {
  expect(linesOf(null, { group: 'Team', notes: null })).toEqual(['Group: Team'])
  expect(linesOf({ role: 'user', notes: null }, null)).toEqual(['Role was user'])
  expect(linesOf({ name: 'A', scopes: ['read'] }, { name: 'B', scopes: ['read'] })).toEqual(['Name: A → B'])
})

it('tells times in the zone of who reads, and money in units', () => {
  expect(linesOf(null, { expires_at: '2026-11-25T20:30:00.000Z', quota: { cost_month: 12_500_000 } })).toEqual([
    'Ends: 26 November 2026 at 04:30',
    'Quota: cost a month 12.5',
  ])
})

it('shows what it does not know as it is, and as words', () => {
  expect(linesOf(['a', 1, null], '<b>&')).toEqual(['value: a, 1, nothing → &lt;b&gt;&amp;'])
  expect(linesOf(null, { constructor: 'x', colour: 'red' })).toEqual(['constructor: x', 'colour: red'])
  expect(linesOf({ role: 'user' }, { role: 'admin' }, 'zh-CN')).toEqual(['角色：user → admin'])
})
