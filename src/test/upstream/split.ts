import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Gzip } from 'node:zlib'

/** Writes in order, in pieces of `split` bytes that leave one by one; waits when the reader is slow. */
export class SplitWriter {
  private tail: Promise<void> = Promise.resolve()
  private readonly response: ServerResponse
  private readonly gzip: Gzip | null
  private readonly split: number

  constructor(response: ServerResponse, gzip: Gzip | null, split: number) {
    this.response = response
    this.gzip = gzip
    this.split = split
  }

  write(bytes: string | Buffer): Promise<void> {
    if (this.split === 0 && this.gzip === null) return this.plain(bytes)
    this.tail = this.tail.then(() => this.inPieces(Buffer.from(bytes)))
    return this.tail
  }

  end(): void {
    void this.tail.then(() => (this.gzip ?? this.response).end())
  }

  /** Resolves when the bytes are with the system, or never will be. */
  private plain(bytes: string | Buffer): Promise<void> {
    const { response } = this
    if (response.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        response.off('close', done)
        resolve()
      }
      response.on('close', done)
      response.write(bytes, done)
    })
  }

  private async inPieces(bytes: Buffer): Promise<void> {
    const size = this.split || bytes.length
    for (let at = 0; at < bytes.length && !this.response.destroyed; at += size) {
      const piece = bytes.subarray(at, at + size)
      if (this.gzip === null) await this.plain(piece)
      else await this.zipped(this.gzip, piece)
      if (this.split) await nextTurn()
    }
  }

  private async zipped(gzip: Gzip, piece: Buffer): Promise<void> {
    gzip.write(piece)
    await new Promise<void>((resolve) => gzip.flush(resolve))
  }
}
