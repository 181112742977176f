import { describe, expect, it } from 'vitest'
import { isId, newId } from './ids.ts'

describe('an id', () => {
  it('is a UUID of version 7 that holds its time', () => {
    const id = newId(Date.now() + 1_000_000)
    expect(isId(id)).toBe(true)
    expect(id[14]).toBe('7')
    expect('89ab').toContain(id[19])
  })

  it('sorts by its making, also within a millisecond, and is never the same', () => {
    const ids = Array.from({ length: 20_000 }, () => newId())
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(['', '1', 'x'.repeat(36), "' or 1=1 --", '01a20000-0000-7000-8000-00000000000G'])('%j is none', (text) =>
    expect(isId(text)).toBe(false),
  )
})
