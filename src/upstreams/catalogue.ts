import type { Abilities, Price } from '../db/values.ts'

/** What is known of a model before its vendor is asked. Prices are millionths of the currency per million tokens. */
export type KnownModel = {
  upstreamId: string
  name: string
  contextTokens: number
  maxOutputTokens: number | null
  abilities: Abilities
  prices: Price[]
}

const days = (month: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${month}-${String(first + index).padStart(2, '0')}`)

/**
 * China's public holidays, on which no hour is a peak: Mid-Autumn and National Day as the State Council has announced them
 * for 2026, and New Year's Day. The rest of 2027 is announced at the end of 2026; an administrator adds it.
 */
const HOLIDAYS = [...days('2026-09', 25, 27), ...days('2026-10', 1, 7), '2027-01-01']

/** Beijing's working hours, in which DeepSeek asks double. Prices as published in November 2026. */
const WORKDAYS = { zone: 'Asia/Shanghai', weekdays: [1, 2, 3, 4, 5], holidays: HOLIDAYS }
const PEAK = [
  { ...WORKDAYS, start: '09:00', end: '12:00' },
  { ...WORKDAYS, start: '14:00', end: '18:00' },
]

function deepseekPrices(cached_input: number, input: number, output: number): Price[] {
  const offPeak = { currency: 'CNY', from: '2026-07-01T00:00:00.000Z', cached_input, input, output }
  const double = { cached_input: cached_input * 2, input: input * 2, output: output * 2 }
  return [offPeak, ...PEAK.map((window) => ({ ...offPeak, ...double, ...window }))]
}

export const DEEPSEEK_MODELS: readonly KnownModel[] = [
  {
    upstreamId: 'deepseek-flash',
    name: 'DeepSeek V4.1 Flash',
    contextTokens: 1_000_000,
    maxOutputTokens: 384_000,
    abilities: { thinking: 'deepseek', images: true },
    prices: deepseekPrices(20_000, 1_000_000, 4_000_000),
  },
  {
    upstreamId: 'deepseek-v4-pro',
    name: 'DeepSeek V4 Pro',
    contextTokens: 128_000,
    maxOutputTokens: null,
    abilities: { thinking: 'deepseek' },
    prices: deepseekPrices(150_000, 4_500_000, 13_500_000),
  },
]

/** A model that only its name is known of. */
export function modelNamed(upstreamId: string): KnownModel {
  const known = DEEPSEEK_MODELS.find((model) => model.upstreamId === upstreamId)
  return known ?? { upstreamId, name: upstreamId.slice(0, 128), contextTokens: 128_000, maxOutputTokens: null, abilities: {}, prices: [] }
}
