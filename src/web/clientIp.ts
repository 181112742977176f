import { isIP } from 'node:net'

const unwrapped = (ip: string): string => (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(ip) ? ip.slice(7) : ip)

/** Some proxies write `192.0.2.1:5678` and `[2001:db8::1]:5678`. */
const withoutPort = (hop: string): string =>
  /^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([\da-f:.]+)\](?::\d+)?$/i.exec(hop)?.slice(1).find(Boolean) ?? hop

/**
 * The address of whoever sent the request. With `proxies` in front, the entry of `X-Forwarded-For` that the outermost
 * of them wrote: counted from the right, because everything left of it may be forged.
 */
export function clientIp(socketAddress: string | undefined, forwardedFor: string | undefined, proxies: number): string {
  const peer = unwrapped(socketAddress ?? '127.0.0.1')
  if (proxies === 0 || !forwardedFor) return peer
  const hops = forwardedFor.split(',', 64).map((hop) => hop.trim())
  const claimed = withoutPort(hops[Math.max(0, hops.length - proxies)] ?? '')
  return isIP(claimed) ? unwrapped(claimed) : peer
}

/** What limits count by: of IPv6 the /64, which one customer has as a whole; of IPv4 the address itself. */
export function networkOf(ip: string): string {
  const address = ip.replace(/%.*$/, '')
  if (isIP(address) !== 6) return address
  const [head = [], tail = []] = new URL(`http://[${address}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}
