import { describe, expect, it } from 'vitest'
import { type ChartData, chartOf, firstDayOf, type Range, RANGES } from '../../src/usage/service.ts'
import { HOSTILE, sampleChrome } from '../samples.ts'
import { axisOf, BarChart } from './chart.tsx'

const TODAY = '2026-11-30'
const line = (day: string, model: string, totalTokens: number) => ({ day, model, totalTokens })

function chart(lines: readonly ReturnType<typeof line>[], range: Range = 30): string {
  const { t } = sampleChrome()
  const data: ChartData = chartOf(lines, range, TODAY)
  return String(<BarChart chrome={sampleChrome()} data={data} title="Tokens per day" short={t.usage.short} exact={t.number} />)
}

describe('what a chart shows', () => {
  it('is each day up to today, with those on which nothing was', () => {
    const { days, series } = chartOf([line('2026-11-01', 'a', 5), line('2026-11-30', 'a', 7), line('2026-11-30', 'b', 9)], 30, TODAY)
    expect([days.length, days[0], days.at(-1)]).toEqual([30, '2026-11-01', TODAY])
    expect(series.map(({ name, values }) => [name, values[0], values[29]])).toEqual([
      ['a', 5, 7],
      ['b', 0, 9],
    ])
  })

  it('is a year by the week, from Monday', () => {
    const { days, span, series } = chartOf([line('2026-11-29', 'a', 1), line('2026-11-30', 'a', 2), line('2025-12-07', 'a', 4)], 365, TODAY)
    expect([span, days.length, days[0], days.at(-1)]).toEqual(['week', 53, '2025-12-01', TODAY])
    expect([series[0]?.values[0], series[0]?.values[51], series[0]?.values[52]]).toEqual([4, 1, 2])
    expect(firstDayOf(365, '2026-12-02')).toBe('2025-12-01')
    expect(firstDayOf(365, '2026-12-06')).toBe('2025-12-01')
  })

  it.each(RANGES)('of %i days ends today', (range) => {
    expect(chartOf([line(TODAY, 'a', 3)], range, TODAY).series[0]?.values.at(-1)).toBe(3)
  })

  it('leaves out what is before and after it', () => {
    expect(chartOf([line('2026-10-31', 'a', 1), line('2026-12-01', 'a', 1)], 30, TODAY).series).toEqual([])
  })

  it('gives the sixth model and those that follow one part, which loses nothing', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((model, index) => line(TODAY, model, 10 - index))
    const { series } = chartOf(lines, 30, TODAY)
    expect(series.map(({ name, values }) => [name, values[29]])).toEqual([
      ['a', 10],
      ['b', 9],
      ['c', 8],
      ['d', 7],
      ['e', 6],
      [null, 9],
    ])
  })
})

describe('the axis', () => {
  it.each<[number, number[]]>([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [10, [0, 5, 10]],
    [173_000, [0, 50_000, 100_000, 150_000, 200_000]],
    [2_480_000, [0, 1_000_000, 2_000_000, 3_000_000]],
  ])('of %i has round figures', (most, ticks) => {
    expect(axisOf(most)).toEqual(ticks)
  })

  it('reaches every height in at most six whole, even steps', () => {
    for (let most = 1; most < 1e12; most = Math.ceil(most * 1.7)) {
      const ticks = axisOf(most)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.every(Number.isInteger)).toBe(true)
    }
  })
})

describe('the drawing', () => {
  it('has a name that says it all, and stacks the parts of a day', () => {
    const html = chart([line('2026-11-20', 'a', 150_000), line('2026-11-20', 'b', 50_000)])
    expect(html).toContain('aria-label="Tokens per day by model, 1 Nov to 30 Nov. The most was 200K, on 20 Nov."')
    expect(html).toContain('<path class="c1" d="M191.5 1000h7v-750h-7z"></path>')
    expect(html).toContain('<path class="c2" d="M191.5 250h7v-250h-7z"></path>')
    expect(html).toContain('<title>20 Nov: 200K</title>')
  })

  it('shows what is little beside what is much', () => {
    expect(chart([line('2026-11-20', 'a', 1_000_000), line('2026-11-21', 'a', 1)])).toContain('M201.5 1000h7v-6h-7z')
  })

  it('says the same in a table, the newest first, without days of nothing', () => {
    const html = chart([line('2026-11-20', 'a', 1_500), line('2026-11-21', 'b', 20)])
    const [head, ...rows] = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
      row?.replace(/<\/t[hd]>/g, '|').replace(/<[^>]+>/g, ''),
    )
    expect(head).toBe('Day|a|b|All|')
    expect(rows).toEqual(['21 Nov 2026|0|20|20|', '20 Nov 2026|1,500|0|1,500|'])
  })

  it('is drawn of nothing, too', () => {
    const html = chart([])
    expect(html).toContain('1 Nov to 30 Nov: nothing yet.')
    expect(html).not.toContain('NaN')
  })

  it('shows a hostile name of a model as a name', () => {
    expect(chart([line(TODAY, HOSTILE, 5)])).not.toMatch(/<script>|<hx-/)
  })

  it('is light with five models and ninety days', () => {
    const lines = Array.from({ length: 90 }, (_, day) => new Date(Date.UTC(2026, 10, 30 - day)).toISOString().slice(0, 10)).flatMap((day) =>
      ['one-model', 'another-model', 'c', 'd', 'e'].map((model, index) => line(day, model, 123_456 * (index + 1))),
    )
    expect(chart(lines, 90).length).toBeLessThan(36_000)
    expect(chart(lines, 365).length).toBeLessThan(30_000)
  })
})
