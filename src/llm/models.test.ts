import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { startFakeUpstream } from '../test/upstream/upstream.ts'
import { findLocalServers, LOCAL_SERVERS } from './discover.ts'
import { listModels, modelIds } from './models.ts'

const never = new AbortController().signal
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server!.address() as { port: number }).port}/v1`
}

describe('the list of models', () => {
  it('is read with the key', async () => {
    const seen: (string | undefined)[] = []
    const baseUrl = await serve((request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.end('{"object":"list","data":[{"id":"a"},{"id":"b","x":1}]}')
    })
    expect(await listModels({ baseUrl, apiKey: 'k' }, never)).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(seen).toEqual(['/v1/models', 'Bearer k'])
  })

  it.each([
    [401, 'http_401', true],
    [500, 'http_500', false],
    [302, 'redirect', false],
  ])('is refused with %i', async (status, errorClass, keyFault) => {
    const baseUrl = await serve((_, response) => response.writeHead(status, { location: '/v1/other' }).end('{}'))
    await expect(listModels({ baseUrl, apiKey: 'k' }, never)).rejects.toMatchObject({ errorClass, keyFault })
  })

  it('is waited for until its limit', async () => {
    const baseUrl = await serve(() => {})
    await expect(listModels({ baseUrl, apiKey: null }, never, { timeoutMs: 20 })).rejects.toMatchObject({ errorClass: 'headers_timeout' })
  })

  it('is waited for until its limit when it stops halfway', async () => {
    const baseUrl = await serve((_, response) => void response.write('{"object":"list","data":['))
    await expect(listModels({ baseUrl, apiKey: null }, never, { timeoutMs: 50 })).rejects.toMatchObject({ errorClass: 'headers_timeout' })
  })

  it('can be given up', async () => {
    const baseUrl = await serve(() => {})
    await expect(listModels({ baseUrl, apiKey: null }, AbortSignal.abort())).rejects.toMatchObject({ name: 'CallAborted' })
  })

  it('is bounded', async () => {
    const baseUrl = await serve((_, response) => void response.end(`{"object":"list","data":[${'{"id":"x"},'.repeat(500_000)}{"id":"y"}]}`))
    await expect(listModels({ baseUrl, apiKey: null }, never)).rejects.toMatchObject({ errorClass: 'malformed' })
  })

  it.each([
    ['{"object":"list","data":[{"id":"a"},{"id":"a"}]}', ['a']],
    ['{"data":[{"id":"a"}]}', ['a']],
    ['{"object":"list","data":[]}', []],
    ['{"data":[]}', null],
    ['{"object":"list","data":null}', null],
    ['{"object":"list","data":[{"id":1}]}', null],
    ['{"object":"list","data":[{"id":"a"},"b"]}', null],
    ['[{"id":"a"}]', null],
    ['{"models":[{"name":"a"}]}', null],
    ['<html>', null],
    ['', null],
    [JSON.stringify({ data: [{ id: 'x'.repeat(201) }] }), null],
  ])('in %s', (text, expected) => {
    expect(modelIds(text)).toEqual(expected)
  })
})

describe('servers on this machine', () => {
  it('are found by their list of models, whatever else listens', async () => {
    const fake = await startFakeUpstream({ models: ['qwen', 'llama'] })
    const page = await serve((_, response) => response.end('<html>'))
    const candidates = [
      { name: 'Page', baseUrl: page },
      { name: 'Ollama', baseUrl: fake.url },
      { name: 'Nobody', baseUrl: 'http://127.0.0.1:1/v1' },
    ]
    expect(await findLocalServers(candidates)).toEqual([{ name: 'Ollama', baseUrl: fake.url, models: ['qwen', 'llama'] }])
    await fake.stop()
  })

  it('are not waited for when they are silent', async () => {
    const baseUrl = await serve(() => {})
    expect(await findLocalServers([{ name: 'Silent', baseUrl }])).toEqual([])
  })

  it('are looked for on loopback only', () => {
    expect(LOCAL_SERVERS.map(({ baseUrl }) => new URL(baseUrl).host)).toEqual([
      '127.0.0.1:11434',
      '127.0.0.1:1234',
      '127.0.0.1:8080',
      '127.0.0.1:8000',
    ])
  })
})
