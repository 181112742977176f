import http from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

export type ConnectProxy = {
  url: string
  /** what it was asked to connect to, with the login that came along */
  readonly asked: readonly { authority: string; login: string | undefined }[]
  stop(): Promise<void>
}

/** A proxy on loopback that takes CONNECT and leads every name to `port` here; with a `login` it takes no other. */
export async function startConnectProxy(port: number, login?: string): Promise<ConnectProxy> {
  const asked: { authority: string; login: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const server = http.createServer((_, response) => void response.writeHead(405).end())
  server.on('connect', (request, client: Socket) => {
    const said = request.headers['proxy-authorization']
    const given = said === undefined ? undefined : Buffer.from(said.replace('Basic ', ''), 'base64').toString('utf8')
    asked.push({ authority: request.url ?? '', login: given })
    if (given !== login) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
    for (const socket of [client, onward]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop }
}
