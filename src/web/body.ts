import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

/** bytes of a body that holds fields; what takes files sets its own */
export const MAX_BODY = 1024 * 1024

/** The size that the client announces; null when it says nothing (chunked). */
function announcedLength(c: AppContext): number | null {
  const length = c.req.header('Content-Length')
  return length !== undefined && c.req.header('Transfer-Encoding') === undefined ? Number(length) : null
}

/** The whole body, or `too_large` as soon as that is known: nothing past the limit is kept. */
export async function readBody(c: AppContext, limit = MAX_BODY): Promise<Uint8Array<ArrayBuffer>> {
  if ((announcedLength(c) ?? 0) > limit) throw new AppError('too_large', { limit })
  const incoming = c.env?.incoming as IncomingMessage | undefined
  const source: AsyncIterable<Uint8Array> | null = incoming ?? c.req.raw.body
  return source ? collect(piecesOf(source), limit) : new Uint8Array()
}

async function collect(pieces: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of pieces) {
      size += chunk.byteLength
      if (size > limit) throw new AppError('too_large', { limit })
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('invalid_body', {}, { cause: error })
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** A Node request must not be destroyed when reading ends early: the refusal still has to be sent on its socket. */
function piecesOf(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return 'iterator' in source && typeof source.iterator === 'function'
    ? (source as IncomingMessage).iterator({ destroyOnReturn: false })
    : source
}
