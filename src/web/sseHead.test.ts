import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppEnv } from './context.ts'
import { lastWords, openStreams, sendStream } from './sse.ts'

const app = new Hono<AppEnv>()
app.get('/stream', (c) => sendStream(c.env, lastWords('data: x\n\n')))
app.get('/whole', (c) => c.text('whole'))
const server = createAdaptorServer(app) as Server

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => server.close())

describe('HEAD of a stream', () => {
  it('gets the headers alone, and leaves the connection to the next request', async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write('HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\nGET /whole HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const [head, whole] = (await text(socket)).split(/(?<=\r\n\r\n)(?=HTTP)/)
    expect(head).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*content-type: text\/event-stream[^]*\r\n\r\n$/i)
    expect(whole).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\nwhole$/)
    expect(openStreams()).toBe(0)
  })
})
