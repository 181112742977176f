import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { parsePreferences } from './negotiate.ts'
import { remembered } from './remembered.ts'

export type Encoding = 'br' | 'gzip'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** Browsers all say the same few things: what they mean is worked out once. */
export const chooseEncoding = remembered((acceptEncoding: string): Encoding | null => {
  if (acceptEncoding === '') return null
  const wanted = new Map(parsePreferences(acceptEncoding).map(({ range, q }) => [range, q]))
  const weight = (encoding: Encoding): number => wanted.get(encoding) ?? wanted.get('*') ?? 0
  const best = weight('br') >= weight('gzip') ? 'br' : 'gzip'
  return weight(best) > 0 ? best : null
})

/** `effort`: what is compressed once and kept may take longer than what is compressed for one reader. */
export function compressed(body: Uint8Array | string, encoding: Encoding, effort: 'once' | 'each'): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return gzipped(body, { level: effort === 'once' ? 9 : 6 }) as Promise<Buffer<ArrayBuffer>>
  const params = { [constants.BROTLI_PARAM_QUALITY]: effort === 'once' ? 11 : 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }
  return brotli(body, { params }) as Promise<Buffer<ArrayBuffer>>
}
