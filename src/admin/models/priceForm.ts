import type { PriceLine } from '../../../templates/admin/modelPrices.tsx'
import type { Price } from '../../db/values.ts'
import { AppError } from '../../errors.ts'
import { MAX_PRICES, priceFaults } from '../../usage/service.ts'
import type { Fields } from '../../web/fields.ts'
import { fromUnits, inUnits } from './money.ts'

/** one for a new base, and two for its windows */
const BLANK_LINES = 3
const PARTS = ['currency', 'from', 'input', 'cached_input', 'output', 'zone', 'start', 'end', 'holidays', 'weekdays'] as const
const DAYS = [1, 2, 3, 4, 5, 6, 7]

const fieldOf = (row: number, part: string): string => `price_${row}_${part}`

/** The fields of all lines that a form can have. */
export const PRICE_FIELDS = Array.from({ length: MAX_PRICES + BLANK_LINES }, (_, row) => PARTS.map((part) => fieldOf(row, part))).flat()

const ROWS = Array.from({ length: MAX_PRICES + BLANK_LINES }, (_, row) => row)

/** Prices as the fields of a form show them, and some lines for new ones. */
export function priceLines(prices: readonly Price[]): PriceLine[] {
  const blank = Array.from({ length: Math.min(BLANK_LINES, MAX_PRICES + BLANK_LINES - prices.length) }, () => ({ weekdays: [] }))
  return [...prices.map(lineOf), ...blank]
}

const lineOf = ({ holidays = [], weekdays, ...price }: Price): PriceLine => ({
  ...price,
  from: price.from.replace(/T00:00:00(\.000)?Z$/, ''),
  input: inUnits(price.input),
  cached_input: inUnits(price.cached_input),
  output: inUnits(price.output),
  holidays: holidays.join('\n'),
  weekdays: weekdays ?? (price.start === undefined ? [] : DAYS),
})

/** The lines as they were typed, where a form was refused. */
export function typedLines(values: Readonly<Record<string, string>>): PriceLine[] {
  const last = ROWS.findLast((row) => fieldOf(row, 'currency') in values) ?? -1
  return ROWS.slice(0, last + 1).map((row) => ({
    ...Object.fromEntries(PARTS.map((part) => [part, values[fieldOf(row, part)]])),
    weekdays: DAYS.filter((day) => fieldOf(row, `day_${day}`) in values),
    isRemoved: fieldOf(row, 'remove') in values,
  }))
}

type Typed = { row: number; price: Price }

const textOf = (fields: Fields, row: number, part: string): string => {
  const value = fields[fieldOf(row, part)]
  return typeof value === 'string' ? value.trim() : ''
}

/** `9:00` is 09:00. */
const hour = (text: string): string => (/^\d:\d\d$/.test(text) ? `0${text}` : text)

/** Null: nothing stands in the line, or it is to be removed. */
function typedPrice(fields: Fields, row: number): Price | null {
  const text = (part: string): string => textOf(fields, row, part)
  const weekdays = DAYS.filter((day) => text(`day_${day}`) !== '')
  const isBlank = PARTS.every((part) => text(part) === '') && weekdays.length === 0
  if (isBlank || text('remove') !== '') return null
  const holidays = text('holidays')
    .split(/[\s,;，、]+/)
    .filter(Boolean)
  const isWindow = [text('zone'), text('start'), text('end')].some(Boolean) || weekdays.length > 0 || holidays.length > 0
  const price: Price = {
    currency: text('currency').toUpperCase(),
    from: text('from'),
    input: fromUnits(text('input')),
    cached_input: fromUnits(text('cached_input') || text('input')),
    output: fromUnits(text('output')),
  }
  if (!isWindow) return price
  return {
    ...price,
    ...(text('zone') !== '' && { zone: text('zone') }),
    ...(text('start') !== '' && { start: hour(text('start')) }),
    ...(text('end') !== '' && { end: hour(text('end')) }),
    weekdays,
    ...(holidays.length > 0 && { holidays }),
  }
}

/** What the lines of a form say, and what is wrong with them: each fault at its field, its lines as the form counts them. */
export function readPrices(fields: Fields): { prices: Price[]; faults: AppError[] } {
  const typed = ROWS.flatMap((row): Typed[] => {
    const price = typedPrice(fields, row)
    return price === null ? [] : [{ row, price }]
  })
  const prices = typed.map(({ price }) => price)
  const rowOf = (line: number | undefined): number => typed[line ?? -1]?.row ?? 0
  const faults = priceFaults(prices).map(({ reason, lines, part }) => {
    const rows = lines.map(rowOf)
    return new AppError(reason, { field: fieldOf(rows.at(-1) ?? 0, part), limit: MAX_PRICES, lines: rows.map((row) => row + 1) })
  })
  return { prices, faults }
}
