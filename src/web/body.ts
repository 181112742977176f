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
  if (incoming) return readIncoming(incoming, limit)
  return c.req.raw.body ? readStream(c.req.raw.body, limit) : new Uint8Array()
}

const joined = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(chunks))

const broken = (error: unknown): AppError => (error instanceof AppError ? error : new AppError('invalid_body', {}, { cause: error }))

/** By events: half the time of an iterator. Reading ends early without an end of the socket, on which the refusal has to be sent. */
function readIncoming(incoming: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    const fail = (error: unknown) => {
      incoming.off('data', take)
      incoming.resume()
      reject(broken(error))
    }
    const leave = () => fail(new Error('the client left'))
    const take = (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size > limit) return fail(new AppError('too_large', { limit }))
      chunks.push(chunk)
    }
    const end = () => {
      incoming.off('close', leave)
      resolve(joined(chunks))
    }
    incoming.on('data', take)
    incoming.once('end', end)
    incoming.once('error', fail)
    incoming.once('close', leave)
  })
}

async function readStream(source: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of source) {
      size += chunk.byteLength
      if (size > limit) throw new AppError('too_large', { limit })
      chunks.push(chunk)
    }
  } catch (error) {
    throw broken(error)
  }
  return joined(chunks)
}
