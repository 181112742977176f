import { describe, expect, it } from 'vitest'
import { type Price, priceAt } from './price.ts'
import { keptPrices, MAX_PRICES, priceFaults } from './priceList.ts'

const base: Price = { currency: 'CNY', input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: '2026-07-01' }
const window: Price = { ...base, zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], start: '09:00', end: '12:00' }
const reasonsOf = (prices: readonly Price[]) => priceFaults(prices).map(({ reason, lines }) => [reason, ...lines].join(' '))

describe('a list of prices', () => {
  it.each([
    ['none', []],
    ['one price', [base]],
    ['free of charge', [{ ...base, input: 0, cached_input: 0, output: 0 }]],
    ['a window', [base, window]],
    ['windows that touch', [base, window, { ...window, start: '12:00', end: '14:00' }]],
    ['the same hours on other days', [base, window, { ...window, weekdays: [6, 7] }]],
    ['a window without days until midnight', [base, { ...window, weekdays: undefined, end: '24:00' } as unknown as Price]],
    ['holidays', [base, { ...window, holidays: ['2026-10-01', '2028-02-29'] }]],
    ['a time with a zone', [{ ...base, from: '2026-07-01T00:00+08:00' }]],
    ['a later list in another currency', [base, window, { ...base, from: '2026-12-01', currency: 'USD' }]],
    ['the same window in a later list', [base, window, { ...base, from: '2026-12-01' }, { ...window, from: '2026-12-01' }]],
  ])('can be %s', (_name, prices) => {
    expect(priceFaults(prices)).toEqual([])
  })

  it.each<[string, Price[]]>([
    ['price_amount 0', [{ ...base, input: -1 }]],
    ['price_amount 0', [{ ...base, output: 0.5 }]],
    ['price_amount 0', [{ ...base, cached_input: Number.NaN }]],
    ['price_amount 0', [{ ...base, input: 1e12 + 1 }]],
    ['price_currency 0', [{ ...base, currency: 'cny' }]],
    ['price_currency 0', [{ ...base, currency: 'YUAN' }]],
    ['price_from 0', [{ ...base, from: '2026-02-30' }]],
    ['price_from 0', [{ ...base, from: '2026-02-30T00:00:00Z' }]],
    ['price_from 0', [{ ...base, from: '2026-07-01T00:00' }]],
    ['price_from 0', [{ ...base, from: 'yesterday' }]],
    ['price_zone 1', [base, { ...window, zone: 'Asia/Peking' }]],
    ['price_weekdays 1', [base, { ...window, weekdays: [] }]],
    ['price_weekdays 1', [base, { ...window, weekdays: [0] }]],
    ['price_weekdays 1', [base, { ...window, weekdays: [1, 1] }]],
    ['price_weekdays 1', [base, { ...window, weekdays: [8] }]],
    ['price_time 1', [base, { ...window, start: '9:00' }]],
    ['price_time 1', [base, { ...window, start: '24:00', end: '24:00' }]],
    ['price_time 1', [base, { ...window, end: '24:01' }]],
    ['price_midnight 1', [base, { ...window, start: '22:00', end: '06:00' }]],
    ['price_midnight 1', [base, { ...window, start: '09:00', end: '09:00' }]],
    ['price_holidays 1', [base, { ...window, holidays: ['2026-02-29'] }]],
    ['price_holidays 1', [base, { ...window, holidays: Array.from({ length: 201 }, () => '2026-10-01') }]],
    ['price_window 1', [base, { ...base, weekdays: [6, 7] }]],
    ['price_window 1', [base, { ...base, start: '09:00', end: '12:00' }]],
    ['price_window 1', [base, { ...base, zone: 'UTC', end: '12:00' }]],
    ['price_overlap 1 2', [base, window, { ...window, start: '11:59', end: '13:00' }]],
    ['price_overlap 0 2', [window, base, { ...window, weekdays: [5, 6], start: '00:00', end: '24:00' }]],
    ['price_overlap 1 2', [base, window, { ...window, from: '2026-07-01T00:00:00Z' }]],
    ['price_base 0', [window]],
    ['price_base 2', [base, window, { ...window, from: '2026-12-01' }]],
    ['price_twice 0 1', [base, base]],
    ['price_currencies 0 1', [base, { ...window, currency: 'USD' }]],
    ['price_zones 1 2', [base, window, { ...window, zone: 'UTC', start: '20:00', end: '21:00' }]],
    [`price_lines ${MAX_PRICES}`, Array.from({ length: MAX_PRICES + 1 }, () => base)],
  ])('is refused: %s', (reason, prices) => {
    expect(reasonsOf(prices)).toEqual([reason])
  })

  it('is told all that is wrong at once', () => {
    expect(
      reasonsOf([
        { ...base, input: -1, currency: '¥' },
        { ...window, zone: 'x', start: 'y' },
      ]),
    ).toEqual(['price_amount 0', 'price_currency 0', 'price_zone 1', 'price_time 1'])
    expect(reasonsOf([window, window, { ...window, weekdays: [1] }])).toEqual([
      'price_base 0',
      'price_overlap 0 1',
      'price_overlap 0 2',
      'price_overlap 1 2',
    ])
  })

  it('is kept in UTC, its days in order', () => {
    const wild = { ...window, from: '2026-07-01T08:00+08:00', weekdays: [5, 1], holidays: ['2026-10-02', '2026-10-01', '2026-10-02'] }
    expect(keptPrices([wild, { ...window, holidays: [] }])).toEqual([
      { ...window, from: '2026-07-01T00:00:00.000Z', weekdays: [1, 5], holidays: ['2026-10-01', '2026-10-02'] },
      { ...window, from: '2026-07-01T00:00:00.000Z' },
    ])
  })
})

/** Mulberry32: the same numbers each time. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe']
const STARTS = ['2026-03-07T00:00:00.000Z', '2026-03-28T00:00:00.000Z', '2026-10-03T00:00:00.000Z', '2026-10-31T00:00:00.000Z']
const hhmm = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

function randomList(below: (n: number) => number, from: string, zone: string): Price[] {
  const windows = Array.from({ length: below(4) }, (): Price => {
    const start = below(1440)
    const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(() => below(3) > 0)
    const days = Array.from({ length: below(3) }, () => new Date(Date.parse(from) + below(4) * 86_400_000).toISOString().slice(0, 10))
    return {
      ...base,
      from,
      input: below(1_000_000),
      zone,
      ...(weekdays.length > 0 && below(4) > 0 ? { weekdays } : {}),
      start: hhmm(start),
      end: hhmm(start + 1 + below(1440 - start)),
      ...(days.length > 0 ? { holidays: days } : {}),
    }
  })
  return [{ ...base, from, input: below(1_000_000) }, ...windows]
}

const writers = new Map<string, Intl.DateTimeFormat>()

function writerIn(timeZone: string): Intl.DateTimeFormat {
  const writer = writers.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  writers.set(timeZone, writer)
  return writer
}

/** What a clock on the wall says, by another way than the code's: the text that a locale writes a time as. */
function wall(at: number, zone: string) {
  const [day = '', time = ''] = writerIn(zone).format(at).split(' ')
  return { day, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)), weekday: new Date(`${day}T00:00Z`).getUTCDay() || 7 }
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

function isWithin({ weekdays, start = '', end = '', holidays }: Price, { day, minute, weekday }: ReturnType<typeof wall>): boolean {
  if (weekdays && !weekdays.includes(weekday)) return false
  if (holidays?.includes(day)) return false
  return minutesOf(start) <= minute && minute < minutesOf(end)
}

describe('random lists', () => {
  const below = seeded(20_261_130)
  const lists = STARTS.flatMap((from) => ZONES.map((zone) => ({ from, zone, list: randomList(below, from, zone) })))

  it.each(lists)(
    'of $zone from $from are priced minute by minute as the wall says, or refused where two windows meet',
    ({ from, zone, list }) => {
      const windows = list.slice(1)
      const meet = windows.some((one, index) =>
        windows.slice(index + 1).some((other) => {
          const days = (one.weekdays ?? [1, 2, 3, 4, 5, 6, 7]).filter((day) => (other.weekdays ?? [1, 2, 3, 4, 5, 6, 7]).includes(day))
          const minutes = Array.from({ length: 1440 }, (_, minute) => minute)
          return (
            days.length > 0 &&
            minutes.some((minute) =>
              [one, other].every((price) => isWithin({ ...price, weekdays: [1], holidays: [] }, { day: '', minute, weekday: 1 })),
            )
          )
        }),
      )
      expect([...new Set(priceFaults(list).map(({ reason }) => reason))]).toEqual(meet ? ['price_overlap'] : [])
      const begin = Date.parse(from)
      const wrong: string[] = []
      // a little before the list begins, and the two days in which clocks are changed
      for (let at = begin - 30 * 60_000; at < begin + 2 * 86_400_000; at += 60_000) {
        const clock = wall(at, zone)
        const within = windows.filter((price) => isWithin(price, clock))
        const expected: (Price | null | undefined)[] = at < begin ? [null] : within.length > 0 ? within : [list[0]]
        const price = priceAt(list, new Date(at + (at % 59_999)))
        if (!expected.includes(price)) wrong.push(new Date(at).toISOString())
      }
      expect(wrong).toEqual([])
    },
    20_000,
  )
})
