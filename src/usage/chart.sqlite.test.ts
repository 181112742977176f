import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBackend, type Backend } from '../test/backend.ts'
import { planOf } from '../test/plan.ts'
import { chartFor } from './service.ts'

let backend: Backend
beforeAll(async () => void (backend = await openBackend()))
afterAll(() => backend.close())

it.each([
  ['everybody', null, /usage_totals USING INDEX \S+ \(day>\? AND day<\?\)/],
  ['a user', 'u', /usage_days USING INDEX \S+ \(user_id=\? AND day>\? AND day<\?\)/],
])('adds the days of %s up in the order of their index', async (_, userId, index) => {
  const plan = await planOf(backend, (store) => chartFor(store, userId, 365, 'UTC', new Date()))
  expect(plan).toMatch(index)
  expect(plan).not.toContain('TEMP B-TREE')
})
