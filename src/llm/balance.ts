import { readText } from './body.ts'
import { fault } from './fault.ts'
import { isObject, parseJson } from './json.ts'
import type { Upstream } from './llm.ts'
import { headersFor } from './request.ts'
import type { Transport } from './transport.ts'

/** What is left of the money behind a key, in micro-units. */
export type Balance = { currency: string; micros: number }

const MAX_BYTES = 64 * 1024
const MICRO_DIGITS = 6

/** As DeepSeek tells it at `/user/balance` of the key's own origin; null where the server has no such place. */
export async function askBalance(upstream: Upstream, signal: AbortSignal, transport: Transport): Promise<Balance | null> {
  const origin = URL.parse(upstream.baseUrl)?.origin
  if (origin === undefined) throw fault('invalid_url')
  const url = new URL('/user/balance', origin)
  const { status, body } = await transport({ method: 'GET', url, headers: headersFor(upstream, 'application/json') }, signal)
  const text = await readText(body, MAX_BYTES)
  return status === 200 ? balanceIn(text) : null
}

/** Of several purses the first with something in it. */
export function balanceIn(text: string): Balance | null {
  const said = parseJson(text)
  const infos: unknown = isObject(said) ? said['balance_infos'] : null
  const purses = Array.isArray(infos) ? infos.map(purseOf).filter((purse) => purse !== null) : []
  return purses.find(({ micros }) => micros !== 0) ?? purses[0] ?? null
}

function purseOf(info: unknown): Balance | null {
  if (!isObject(info) || typeof info['currency'] !== 'string' || !/^[A-Z]{3}$/.test(info['currency'])) return null
  const micros = microsOf(info['total_balance'])
  return micros === null ? null : { currency: info['currency'], micros }
}

/** A decimal in text, exactly; what is less than a millionth is left out. */
export function microsOf(text: unknown): number | null {
  const [, sign, whole = '', part = ''] = /^(-?)(\d{1,9})(?:\.(\d{1,20}))?$/.exec(typeof text === 'string' ? text : '') ?? []
  if (whole === '') return null
  const micros = Number(whole + part.padEnd(MICRO_DIGITS, '0').slice(0, MICRO_DIGITS))
  return sign === '-' ? -micros : micros
}
