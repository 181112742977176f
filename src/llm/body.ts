import type { Readable } from 'node:stream'

/** Reads at most `maxBytes` of a body as text, then lets go of it; a body that breaks off is what came before. */
export function readText(body: Readable, maxBytes: number): Promise<string> {
  return new Promise((resolve) => {
    if (body.destroyed) return resolve('')
    const parts: Buffer[] = []
    let size = 0
    const finish = (): void => {
      resolve(Buffer.concat(parts).subarray(0, maxBytes).toString('utf8'))
      body.destroy()
    }
    body.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      if (size >= maxBytes) finish()
    })
    body.once('end', finish).once('error', finish).once('close', finish)
  })
}
