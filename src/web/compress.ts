import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'
import { chooseEncoding, compressed } from './encoding.ts'
import { isAlreadySent } from './security.ts'

/** bytes below which compression saves nothing that anybody feels */
const WORTH_IT = 1024
const COMPRESSIBLE = /^(text\/(html|plain|csv|markdown)|application\/json)\b/i

/** Compresses whole pages and JSON; streams are left alone. */
export const compress: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const encoding = chooseEncoding(c.req.header('Accept-Encoding'))
  if (!encoding || c.req.method === 'HEAD' || !isWhole(c.res)) return
  const body = new Uint8Array(await c.res.arrayBuffer())
  const small = body.byteLength < WORTH_IT
  const { status, headers } = c.res
  headers.append('Vary', 'Accept-Encoding')
  if (!small) headers.set('Content-Encoding', encoding)
  headers.delete('Content-Length')
  const sent = small ? body : await compressed(body, encoding, 'each')
  c.res = undefined
  c.res = new Response(sent, { status, headers })
}

function isWhole(response: Response): boolean {
  if (isAlreadySent(response) || response.headers.has('Content-Encoding')) return false
  return COMPRESSIBLE.test(response.headers.get('Content-Type') ?? '') && !response.headers.has('X-Accel-Buffering')
}
