import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** `refused`: nobody there; `hanging`: takes everything, says nothing; `loading`: refuses each command, as a Redis that has just started; `slow`: late. */
export type Trouble = 'refused' | 'hanging' | 'loading' | 'slow'

export type RedisLine = {
  url: string
  /** null: all is well */
  trouble(kind: Trouble | null): void
  stop(): Promise<void>
}

const LATE_MS = 400
const LOADING = '-LOADING Redis is loading the dataset in memory\r\n'

/** How many whole commands stand at the beginning, and where they end (RESP arrays of bulk strings). */
function commandsIn(text: string): { count: number; end: number } {
  let [count, end] = [0, 0]
  for (;;) {
    const next = endOfCommand(text, end)
    if (next === null) return { count, end }
    count++
    end = next
  }
}

function endOfCommand(text: string, start: number): number | null {
  const head = /^\*(\d+)\r\n/.exec(text.slice(start, start + 20))
  if (!head) return null
  let at = start + head[0].length
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20))
    if (!size) return null
    at += size[0].length + Number(size[1]) + 2
    if (at > text.length) return null
  }
  return at
}

/** A wire to a Redis on which things can go wrong. */
export async function openRedisLine(url: string): Promise<RedisLine> {
  const { port, password } = new URL(url)
  const sockets = new Set<Socket>()
  let kind: Trouble | null = null

  async function patience(): Promise<void> {
    if (kind === 'slow') await wait(LATE_MS)
    while (kind === 'hanging') await wait(20)
  }

  function carry(client: Socket): void {
    if (kind === 'refused') return void client.destroy()
    const server = connect(Number(port), '127.0.0.1')
    let text = ''
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => (sockets.delete(one), other.destroy()))
    }
    let told = Promise.resolve()
    client.on('data', (data: Buffer) => {
      if (kind !== 'loading') return void server.write(data)
      text += data.toString('latin1')
      const { count, end } = commandsIn(text)
      text = text.slice(end)
      client.write(LOADING.repeat(count))
    })
    // in their order, whatever happens meanwhile: which answer belongs to which command is known by nothing else
    server.on('data', (data: Buffer) => {
      told = told.then(() => patience()).then(() => void (client.writable && client.write(data)))
    })
  }

  const line = createServer(carry)
  await once(line.listen(0, '127.0.0.1'), 'listening')
  const destroyAll = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: `redis://:${password}@127.0.0.1:${(line.address() as AddressInfo).port}`,
    trouble(next) {
      kind = next
      if (next === 'refused') destroyAll()
    },
    async stop() {
      destroyAll()
      line.close()
      await once(line, 'close')
    },
  }
}
