import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { temporaryFolder } from './memory.ts'

it('is in memory where there is room, else where the system says', () => {
  expect(temporaryFolder(import.meta.dirname, 1)).toBe(import.meta.dirname)
  expect(temporaryFolder(import.meta.dirname, Number.MAX_SAFE_INTEGER)).toBe(tmpdir())
  expect(temporaryFolder('/no/such/folder', 1)).toBe(tmpdir())
})
