import type { AppContext } from './context.ts'
import type { Reader } from './sse.ts'

type Download = { filename: string; contentType: string; pieces: AsyncGenerator<string>; reader: Reader }

/** A file to keep, sent as fast as it is taken; it breaks off when something fails, or when the right to read it ends. */
export function sendDownload(c: AppContext, { filename, contentType, pieces, reader }: Download): Response {
  const encoder = new TextEncoder()
  let leave = (): void => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      leave = reader.enter(() => {
        leave()
        controller.error(new Error('the download was cut off'))
      })
    },
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (!done) return controller.enqueue(encoder.encode(value))
      leave()
      controller.close()
    },
    async cancel() {
      leave()
      await pieces.return(undefined)
    },
  })
  return c.body(body, 200, {
    'Content-Type': contentType,
    'Content-Disposition': `attachment; filename="${filename}"`,
    // goes out as it comes: no proxy waits for the whole
    'X-Accel-Buffering': 'no',
  })
}
