/** The least that any server between a client and an upstream costs on Node: bytes passed on as they are. `pipe.ts PORT UPSTREAM_PORT` */
import http from 'node:http'

const [port, upstreamPort] = process.argv.slice(2).map(Number)
/** Kept connections are let go before the upstream does it. */
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, timeout: 2_000 })

http
  .createServer({ noDelay: true }, (request, response) => {
    const { method, url, headers } = request
    const options = { host: '127.0.0.1', port: upstreamPort, path: url, method, headers, agent }
    const passed = http.request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  .listen(port, '127.0.0.1', 4_096, () => console.log('ready'))
