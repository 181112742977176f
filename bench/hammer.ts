/** Asks for one page over and over, on kept connections, where wrk is not installed: `hammer.ts URL CONNECTIONS SECONDS` */
import { connect } from 'node:net'

const [address = '', connections = '32', seconds = '3'] = process.argv.slice(2)
const { hostname, port, pathname } = new URL(address)
const request = `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n`
let answered = 0

function keepAsking(): void {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let received = ''
  socket.setEncoding('latin1')
  socket.on('connect', () => socket.write(request))
  socket.on('data', (text: string) => {
    received += text
    const end = received.indexOf('\r\n\r\n') + 4
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1])
    if (end < 4 || received.length < end + length) return
    if (!received.startsWith('HTTP/1.1 200')) throw new Error(received.slice(0, 100))
    answered++
    received = ''
    socket.write(request)
  })
}

for (let i = 0; i < Number(connections); i++) keepAsking()
setTimeout(
  () => {
    console.log(`Requests/sec: ${answered / Number(seconds)}`)
    process.exit(0)
  },
  Number(seconds) * 1_000,
)
