import { describe, expect, it } from 'vitest'
import { setBasePath } from '../paths.ts'
import { clientIp, networkOf } from './clientIp.ts'
import { chooseEncoding } from './encoding.ts'
import { localPath } from './localPath.ts'
import { bestType } from './negotiate.ts'
import { isSameOrigin } from './origin.ts'
import { newSessionCookie, openSessionCookie } from './sessionId.ts'

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network)
  })
})

describe('clientIp', () => {
  it.each([
    ['the socket when no proxy is trusted', '192.0.2.1', '10.0.0.1', 0, '192.0.2.1'],
    ['what the nearest proxy saw', '127.0.0.1', '6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
    ['what the outer of two saw', '127.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
    ['the first where there are fewer than trusted', '127.0.0.1', '203.0.113.9', 3, '203.0.113.9'],
    ['the socket when the entry is no address', '127.0.0.1', 'unknown', 1, '127.0.0.1'],
    ['the socket when nothing was forwarded', '127.0.0.1', undefined, 1, '127.0.0.1'],
    ['IPv4 inside of IPv6 as IPv4', '::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
    ['IPv6 as it is', '::1', '2001:db8::1', 1, '2001:db8::1'],
    ['an address without its port', '127.0.0.1', '6.6.6.6, 203.0.113.9:5678', 1, '203.0.113.9'],
    ['IPv6 without brackets and port', '::1', '[2001:db8::1]:5678', 1, '2001:db8::1'],
    ['the socket when the entry is something with a port', '127.0.0.1', 'evil:80', 1, '127.0.0.1'],
  ])('is %s', (_name, socket, forwarded, proxies, expected) => {
    expect(clientIp(socket, forwarded, proxies)).toBe(expected)
  })
})

describe('isSameOrigin with PUBLIC_URL', () => {
  const claim = (origin: string) => ({ fetchSite: undefined, origin, publicOrigin: 'https://chat.example', hosts: ['127.0.0.1:3000'] })
  it.each([
    ['https://chat.example', true],
    ['http://chat.example', false],
    ['http://127.0.0.1:3000', false],
  ])('of %s is %s', (origin, expected) => expect(isSameOrigin(claim(origin))).toBe(expected))
})

describe('isSameOrigin', () => {
  const hosts = ['chat.example', 'localhost:3000', undefined]
  it.each([
    ['same-origin', undefined, true],
    ['none', undefined, true],
    ['same-site', 'https://chat.example', false],
    ['cross-site', 'https://chat.example', false],
    [undefined, 'https://chat.example', true],
    [undefined, 'http://localhost:3000', true],
    [undefined, 'http://localhost:3001', false],
    [undefined, 'https://chat.example.evil.example', false],
    [undefined, 'null', false],
    [undefined, '', false],
    [undefined, 'file://', false],
    [undefined, undefined, true],
  ])('Sec-Fetch-Site %s and Origin %s: %s', (fetchSite, origin, expected) => {
    expect(isSameOrigin({ fetchSite, origin, publicOrigin: null, hosts })).toBe(expected)
  })
})

describe('localPath', () => {
  it.each([
    ['/chat', '/chat'],
    ['/chat/1?q=a&b#end', '/chat/1?q=a&b#end'],
    ['/a/../chat', '/chat'],
    ['/中文', '/%E4%B8%AD%E6%96%87'],
    ['chat', null],
    ['', null],
    [undefined, null],
    ['//evil.example', null],
    ['/\\evil.example', null],
    ['/\t/evil.example', null],
    ['/..//evil.example', null],
    ['https://evil.example', null],
    ['javascript:alert(1)', null],
    [`/${'a'.repeat(3000)}`, null],
  ])('%j leads to %j', (path, expected) => {
    expect(localPath(path)).toBe(expected)
  })

  it('stays under the base path', () => {
    setBasePath('/ai')
    expect([localPath('/ai/chat'), localPath('/ai'), localPath('/aircraft'), localPath('/ai/../chat')]).toEqual([
      '/ai/chat',
      '/ai',
      null,
      null,
    ])
    setBasePath('/')
  })
})

describe('bestType', () => {
  const offered = ['text/html', 'application/json', 'text/event-stream'] as const
  it.each([
    [undefined, 'text/html'],
    ['*/*', 'text/html'],
    ['application/json', 'application/json'],
    ['text/html;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/*;q=0.9, application/json', 'application/json'],
    ['application/xml', 'text/html'],
    ['text/html;q=0, */*;q=0.1', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['text/html;q=nonsense, application/json;q=0.1', 'application/json'],
  ])('%s asks for %s', (accept, expected) => {
    expect(bestType(accept, offered)).toBe(expected)
  })
})

describe('chooseEncoding', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.1, gzip;q=0.9', 'gzip'],
    ['*', 'br'],
    ['identity', null],
    ['', null],
    [undefined, null],
  ])('%s takes %s', (header, expected) => {
    expect(chooseEncoding(header)).toBe(expected)
  })
})

describe('session cookies', () => {
  const key = new Uint8Array(32).fill(1)
  it('open with the key that made them, and only whole', () => {
    const { id, cookie } = newSessionCookie(key)
    expect(Buffer.from(id, 'base64url')).toHaveLength(32)
    expect(openSessionCookie(key, cookie)).toBe(id)
    expect(openSessionCookie(new Uint8Array(32), cookie)).toBeNull()
    const other = cookie.startsWith('A') ? 'B' : 'A'
    for (const bad of [undefined, '', id, cookie.slice(0, -1), `${cookie}A`, other + cookie.slice(1)])
      expect(openSessionCookie(key, bad)).toBeNull()
  })

  it('never repeat', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newSessionCookie(key).id)).size).toBe(1000)
  })
})
