import type { Price } from '../db/values.ts'
import type { TokenCount } from '../llm/llm.ts'
import { costOf, priceAt } from './price.ts'

/**
 * The price that applies to a call from its opening to its end, as its row keeps it: of a million tokens, in millionths of
 * `currency`. Null where there was none; a price list that changes later, or another hour, changes nothing of it.
 */
export type AppliedPrice = {
  currency: string
  inputPrice: number | null
  cachedInputPrice: number | null
  outputPrice: number | null
}

const USUAL_CURRENCY = 'CNY'

/** What applies to a call that is opened at `at`. */
export function priceToApply(prices: readonly Price[], at: Date): AppliedPrice {
  const price = priceAt(prices, at)
  return {
    currency: price?.currency ?? prices[0]?.currency ?? USUAL_CURRENCY,
    inputPrice: price?.input ?? null,
    cachedInputPrice: price?.cached_input ?? null,
    outputPrice: price?.output ?? null,
  }
}

/** Cost in millionths of the currency; null where no price is known. */
export function costAt({ inputPrice, cachedInputPrice, outputPrice }: AppliedPrice, tokens: TokenCount): number | null {
  if (inputPrice === null || cachedInputPrice === null || outputPrice === null) return null
  return costOf(tokens, { input: inputPrice, cached_input: cachedInputPrice, output: outputPrice })
}
