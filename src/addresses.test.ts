import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { describe, expect, it } from 'vitest'
import { isPublicAddress, literalAddress, publicLookup } from './addresses.ts'

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '168.63.129.16',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'no address',
    '',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.32.0.1', '223.255.255.255', '2606:4700::1111', '2400:3200::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://[::ffff:169.254.169.254]/', '::ffff:a9fe:a9fe'],
    ['http://１２７.0.0.1/', '127.0.0.1'],
    ['http://localhost/', null],
  ])('is seen in %s', (url, address) => expect(literalAddress(new URL(url))).toBe(address))
})

describe('a name', () => {
  const leadsTo = (...addresses: string[]): LookupFunction =>
    publicLookup((_name, _options, answer) =>
      answer(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    )
  const ask = (lookup: LookupFunction, all: boolean): Promise<unknown> =>
    new Promise((resolve) => lookup('name.test', { all }, (error, found) => resolve(error ?? found)))

  it('that leads inside leads nowhere', async () => {
    expect(await ask(leadsTo('127.0.0.1', '::1'), true)).toMatchObject({ code: 'EPRIVATE' })
    expect(await ask(leadsTo('10.1.1.1'), false)).toMatchObject({ code: 'EPRIVATE' })
    expect(await ask(leadsTo(), true)).toMatchObject({ code: 'EPRIVATE' })
  })

  it('leads to its public addresses alone', async () => {
    const found = (await ask(leadsTo('10.0.0.1', '1.1.1.1', '::ffff:127.0.0.1'), true)) as LookupAddress[]
    expect(found).toEqual([{ address: '1.1.1.1', family: 4 }])
    expect(await ask(leadsTo('10.0.0.1', '2606:4700::1111'), false)).toBe('2606:4700::1111')
  })

  it('that is not known is told so', async () => {
    const unknown = publicLookup((_name, _options, answer) => answer(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), ''))
    expect(await ask(unknown, true)).toMatchObject({ code: 'ENOTFOUND' })
  })
})
