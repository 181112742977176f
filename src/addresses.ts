import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** What is not the public internet (IANA's special-purpose registries), and what clouds tell their machines' secrets on. */
const NOT_PUBLIC_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
/** Of the one public block: addresses that carry an IPv4 address within, protocols, documentation. */
const NOT_PUBLIC_6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

function listOf(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family)
  return list
}

const notPublic4 = listOf(NOT_PUBLIC_4, 'ipv4')
const notPublic6 = listOf(NOT_PUBLIC_6, 'ipv6')
const globalUnicast = listOf([['2000::', 3]], 'ipv6')

/** Whether an address leads out into the internet: not to this machine, its network, or what stands for them. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !notPublic4.check(address, 'ipv4')
  if (family === 6) return globalUnicast.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6')
  return false
}

/** The address that a URL names without DNS, in whichever form; null for a name. `URL` has made plain IPv4 of 0x7f.1 and the like. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? null : host
}

/** Where a name must not lead. */
export class AddressRefused extends Error {
  readonly code = 'EPRIVATE'

  constructor() {
    super('the address is not public')
    this.name = 'AddressRefused'
  }
}

/** For `net.connect`: the address that was checked is the one that is connected to. Addresses that are not public are left out. */
export function publicLookup(lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (name, options, answer) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return answer(error, '')
      const open = (found as LookupAddress[]).filter(({ address }) => isPublicAddress(address))
      const [first] = open
      if (first === undefined) return answer(new AddressRefused(), '')
      if (options.all === true) return answer(null, open)
      return answer(null, first.address, first.family)
    })
  }
}
