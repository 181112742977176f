import { describe, expect, it } from 'vitest'
import { parseRedisUrl } from './redisUrl.ts'

describe('parseRedisUrl', () => {
  it('reads one server', () => {
    expect(parseRedisUrl('redis://localhost')).toEqual({
      kind: 'server',
      options: { host: 'localhost', port: 6379, username: undefined, password: undefined, db: 0 },
    })
    expect(parseRedisUrl('rediss://me:p%40ss%2Cword@[::1]:7000/3')).toEqual({
      kind: 'server',
      options: { host: '::1', port: 7000, username: 'me', password: 'p@ss,word', db: 3, tls: {} },
    })
  })

  it('reads sentinels and the name of their master', () => {
    expect(parseRedisUrl('redis+sentinel://:secret@one:26379,two/the-master/2')).toEqual({
      kind: 'sentinel',
      options: {
        sentinels: [
          { host: 'one', port: 26379 },
          { host: 'two', port: 26379 },
        ],
        name: 'the-master',
        db: 2,
        username: undefined,
        password: 'secret',
        sentinelUsername: undefined,
        sentinelPassword: 'secret',
      },
    })
    expect(parseRedisUrl('redis+sentinel://one/the-master')).toMatchObject({ options: { db: 0, password: undefined } })
  })

  it('reads the nodes of a cluster, whose login stands once', () => {
    expect(parseRedisUrl('rediss://:secret@one:7000, two:7001,redis://three')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'one', port: 7000 },
        { host: 'two', port: 7001 },
        { host: 'three', port: 6379 },
      ],
      options: { username: undefined, password: 'secret', tls: {} },
    })
  })

  it.each([
    'http://:secret@host',
    'redis://:secret@',
    'redis://:secret@host:port',
    'redis://:secret@host/db',
    'redis://:secret%@host',
    'redis+sentinel://:secret@one:26379',
    'redis+sentinel://:secret@one/master/db',
    ',',
    '',
  ])('refuses %s and does not repeat it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/^not an address of Redis: want redis:/)
    expect(() => parseRedisUrl(url)).not.toThrow('secret')
  })
})
