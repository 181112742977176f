import type { AppContext } from './context.ts'
import type { Reader } from './sse.ts'

type Download = { filename: string; contentType: string; pieces: AsyncGenerator<string>; reader: Reader }

/** A file to keep, sent as fast as it is taken; it breaks off when something fails, or when the right to read it ends. */
export function sendDownload(c: AppContext, download: Download): Response {
  const headers = {
    'Content-Type': download.contentType,
    'Content-Disposition': `attachment; filename="${download.filename}"`,
    // goes out as it comes: no proxy waits for the whole
    'X-Accel-Buffering': 'no',
  }
  // who asks for the head alone reads nothing, and would never end
  return c.req.method === 'HEAD' ? c.body(null, 200, headers) : c.body(toStream(download), 200, headers)
}

function toStream({ pieces, reader }: Download): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let leave = (): void => undefined
  return new ReadableStream<Uint8Array>({
    start(controller) {
      leave = reader.enter(() => {
        leave()
        controller.error(new Error('the download was cut off'))
      })
    },
    async pull(controller) {
      const { value, done } = await pieces.next().catch((error: unknown) => {
        leave()
        throw error
      })
      if (!done) return controller.enqueue(encoder.encode(value))
      leave()
      controller.close()
    },
    async cancel() {
      leave()
      await pieces.return(undefined)
    },
  })
}
