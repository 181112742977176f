import type { Random } from '../../drills/world/random.ts'

let lastMs = 0
let sequence = 0

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0')

/** A UUIDv7 of a time, the same for the same seed; those of one millisecond count up where they are asked for one after another. */
export function idAt(ms: number, random: Random): string {
  sequence = ms === lastMs ? (sequence + 1) % 0x1000 : 0
  lastMs = ms
  const time = hex(ms, 12)
  const tail = hex(Math.floor(random.next() * 2 ** 28), 7) + hex(Math.floor(random.next() * 2 ** 32), 8)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(sequence, 3)}-8${tail.slice(0, 3)}-${tail.slice(3)}`
}
