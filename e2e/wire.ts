import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'

/** The line between browser and server, to be cut: what goes through it is not looked at. */
export type Wire = {
  url: string
  /** connections that came through so far */
  readonly taken: number
  /** Breaks what is open; the next connection gets through. */
  cut(): void
  /** Nothing gets through until `up`: connections are refused. */
  down(): Promise<void>
  up(): Promise<void>
  /** What is open stays open and says nothing any more. */
  silence(): void
  stop(): Promise<void>
}

function pipe(client: Socket, port: number, open: Set<Socket>): void {
  const upstream = net.connect(port, '127.0.0.1')
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(from)
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      open.delete(from)
      to.destroy()
    })
  }
}

export async function openWire(target: string): Promise<Wire> {
  const { port: targetPort, pathname } = new URL(target)
  const open = new Set<Socket>()
  let taken = 0
  let port = 0
  const server = net.createServer((client) => {
    taken++
    pipe(client, Number(targetPort), open)
  })
  const up = async (): Promise<void> => {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    port = (server.address() as AddressInfo).port
  }
  const cut = (): void => {
    for (const socket of open) socket.destroy()
  }
  const down = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  await up()
  return {
    url: `http://localhost:${port}${pathname.replace(/\/$/, '')}`,
    get taken() {
      return taken
    },
    cut,
    down,
    up,
    silence() {
      for (const socket of open) socket.unpipe()
    },
    stop: () => (server.listening ? down() : Promise.resolve()),
  }
}
