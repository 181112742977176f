import { randomFillSync } from 'node:crypto'

const random = new Uint8Array(4096)
let used = random.length
let lastMs = 0
let sequence = 0

/** Takes `count` random bytes out of a pool that is refilled in blocks: one system call for hundreds of ids. */
function takeRandom(count: number): Uint8Array {
  if (used + count > random.length) {
    randomFillSync(random)
    used = 0
  }
  used += count
  return random.subarray(used - count, used)
}

/**
 * A UUIDv7 (RFC 9562): sorts by time of creation, also within one millisecond of one process
 * (the twelve bits after the version count up), and holds 62 random bits.
 */
export function newId(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const hex = lastMs.toString(16).padStart(12, '0')
  const tail = Buffer.from(takeRandom(8))
  tail[0] = (tail[0]! & 0x3f) | 0x80
  const end = tail.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${end.slice(0, 4)}-${end.slice(4)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isId = (value: string): boolean => UUID.test(value)
