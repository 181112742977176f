import type { LookupFunction } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectProxy, startConnectProxy } from '../test/connectProxy.ts'
import { collect } from '../test/upstream/collect.ts'
import { type FakeUpstream, startFakeUpstream } from '../test/upstream/upstream.ts'
import { createTransport, type TransportOptions } from './transport.ts'

let fake: FakeUpstream
let proxy: ConnectProxy | undefined
let looked: string[]

const leadTo =
  (...addresses: string[]): LookupFunction =>
  (name, _options, answer) => {
    looked.push(name)
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
const ask = (url: string, options: TransportOptions) => collect({ url }, { transport: createTransport(options) })

beforeEach(async () => {
  looked = []
  fake = await startFakeUpstream({ script: { content: ['hi'] } })
})
afterEach(async () => {
  await proxy?.stop()
  proxy = undefined
  await fake.stop()
})

describe('a key that may reach public addresses alone', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]'])('does not connect to %s', async (host) => {
    const { failure } = await ask(`http://${host}:${fake.port}/v1`, { isPublicOnly: true })
    expect(failure).toMatchObject({ errorClass: 'address_refused', keyFault: true, reason: 'upstream_address' })
    expect(fake.calls).toEqual([])
  })

  it('does not connect where a name leads inside', async () => {
    const { failure } = await ask(`http://model.test:${fake.port}/v1`, { isPublicOnly: true, lookup: leadTo('127.0.0.1', '::1') })
    expect(failure).toMatchObject({ errorClass: 'address_refused', networkCode: 'EPRIVATE' })
    expect([looked, fake.calls]).toEqual([['model.test'], []])
  })

  it('looks again for each connection: a name that leads elsewhere the second time gets nowhere', async () => {
    const answers = [['203.0.113.7'], ['127.0.0.1']]
    const lookup: LookupFunction = (name, options, answer) => leadTo(...(answers.shift() ?? []))(name, options, answer)
    const transport = createTransport({ isPublicOnly: true, lookup })
    for (let n = 0; n < 2; n++) {
      const { failure } = await collect({ url: `http://model.test:${fake.port}/v1` }, { transport })
      expect(failure).toMatchObject({ errorClass: 'address_refused' })
    }
    expect(fake.calls).toEqual([])
  })

  it('may reach all with the right to', async () => {
    expect((await ask(`http://model.test:${fake.port}/v1`, { lookup: leadTo('127.0.0.1') })).content).toBe('hi')
  })
})

describe('a proxy', () => {
  it('is told where to, by name, with its user and password, and asks DNS itself', async () => {
    proxy = await startConnectProxy(fake.port, 'me:p@ss wörd')
    const url = new URL(proxy.url.replace('//', '//me:p%40ss%20w%C3%B6rd@'))
    const transport = createTransport({ proxy: url, lookup: leadTo('127.0.0.1') })
    for (let n = 0; n < 2; n++) expect((await collect({ url: 'http://model.test/v1' }, { transport })).content).toBe('hi')
    expect(proxy.asked).toEqual([{ authority: 'model.test:80', login: 'me:p@ss wörd' }])
    expect(looked).toEqual([])
    expect(fake.calls[0]?.headers).toMatchObject({ host: 'model.test', authorization: 'Bearer test-key' })
    expect(fake.calls[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  it('that wants another password is named', async () => {
    proxy = await startConnectProxy(fake.port, 'me:right')
    const { failure } = await ask('http://model.test/v1', { proxy: new URL(proxy.url) })
    expect(failure).toMatchObject({ errorClass: 'proxy', networkCode: 'PROXY_407', reason: 'upstream_unreachable', keyFault: false })
    expect(fake.calls).toEqual([])
  })

  it('that is not there is named', async () => {
    const { failure } = await ask('http://model.test/v1', { proxy: new URL('http://127.0.0.1:1') })
    expect(failure).toMatchObject({ errorClass: 'proxy', networkCode: 'PROXY_ECONNREFUSED' })
  })

  it('may not be private itself, nor the bare address behind it, without the right to', async () => {
    proxy = await startConnectProxy(fake.port)
    for (const [url, through, lookup] of [
      ['http://model.test/v1', proxy.url, leadTo('1.1.1.1')],
      ['http://model.test/v1', 'http://proxy.test:3128', leadTo('10.0.0.1')],
      ['http://169.254.169.254/v1', 'http://proxy.test:3128', leadTo('1.1.1.1')],
    ] as const)
      expect((await ask(url, { isPublicOnly: true, proxy: new URL(through), lookup })).failure).toMatchObject({
        errorClass: 'address_refused',
      })
    expect(proxy.asked).toEqual([])
  })

  it('carries TLS from here to the server: to one that has none, nothing is said', async () => {
    proxy = await startConnectProxy(fake.port)
    const { failure } = await ask('https://model.test/v1', { proxy: new URL(proxy.url) })
    expect(failure).toMatchObject({ errorClass: 'connect', networkCode: expect.stringMatching(/SSL|EPROTO/) })
    expect(proxy.asked).toEqual([{ authority: 'model.test:443', login: undefined }])
    expect(fake.calls).toEqual([])
  })
})
