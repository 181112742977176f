/** One server-sent event as a client reads it. */
export type Frame = { id: number; event: string | null; data: string }

export type ChatFrame = { id: number; type: string; message_id?: string; session_id?: string; [field: string]: unknown }

/** Reads server-sent events one by one, as they come. */
export class FrameReader {
  readonly #reader: ReadableStreamDefaultReader<string>
  #text = ''

  constructor(response: Response) {
    if (!response.body) throw new Error('the response has no body')
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  }

  /** Null at the end of the stream. Comments are passed over. */
  async next(): Promise<Frame | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end < 0) {
        const { value, done } = await this.#reader.read()
        if (done) return null
        this.#text += value
        continue
      }
      const frame = parseFrame(this.#text.slice(0, end))
      this.#text = this.#text.slice(end + 2)
      if (frame) return frame
    }
  }

  /** All frames until `enough`, or the end. */
  async until(enough: (frame: Frame) => boolean): Promise<Frame[]> {
    const frames: Frame[] = []
    for (let frame = await this.next(); frame; frame = await this.next()) {
      frames.push(frame)
      if (enough(frame)) break
    }
    return frames
  }

  all(): Promise<Frame[]> {
    return this.until(() => false)
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }
}

function parseFrame(text: string): Frame | null {
  const lines = text.split('\n').filter((line) => !line.startsWith(':'))
  const field = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2))
  const data = field('data')
  return data.length === 0 && field('event').length === 0
    ? null
    : { id: Number(field('id')[0]), event: field('event')[0] ?? null, data: data.join('\n') }
}

export const toChatFrame = ({ id, data }: Frame): ChatFrame => ({ id, ...(JSON.parse(data) as { type: string }) })

/** All frames of a chat turn. */
export async function readTurn(response: Response): Promise<ChatFrame[]> {
  return (await new FrameReader(response).all()).map(toChatFrame)
}

export const contentOf = (frames: readonly ChatFrame[]): string =>
  frames.map((frame) => (frame.type === 'content' ? String(frame.content) : '')).join('')
