/**
 * Holds streams open, in a process of its own: `{ request, streams }` comes as JSON in the first argument.
 * Tells its parent 'open' when all have begun, the number of events so far whenever it is asked, and 'ended' at the end.
 */
import { keepAlive, open, type Request } from './http.ts'

const NEWLINE = 10
const { request, streams } = JSON.parse(process.argv[2] ?? '{}') as { request: Request; streams: number }
const agent = keepAlive()
let events = 0
let begun = 0

async function hold(): Promise<void> {
  const response = await open(agent, request)
  if (response.statusCode !== 200) throw new Error(`a stream was refused: ${response.statusCode}`)
  let last = 0
  let isFirst = true
  for await (const chunk of response as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === NEWLINE && last === NEWLINE) events++
      last = byte
    }
    if (isFirst && ++begun === streams) process.send?.('open')
    isFirst = false
  }
}

process.on('message', () => process.send?.(events))
await Promise.all(Array.from({ length: streams }, hold))
process.send?.('ended')
process.disconnect()
