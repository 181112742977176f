import { afterAll, beforeAll, expect, it } from 'vitest'
import { PATIENT } from './limits.ts'
import { fileLocked } from './scenarios/database.ts'
import { firstStart } from './scenarios/firstStart.ts'
import { kill } from './scenarios/kill.ts'
import { startWorld, type World } from './world/world.ts'

let world: World

beforeAll(async () => void (world = await startWorld({ on: 'sqlite', instances: 1 })), 40_000)
afterAll(() => world.stop())

it('killed under eight answers it keeps what had come, marks them, and counts each call once', async () => {
  expect((await kill(world, { seed: 11, rounds: 1, limits: PATIENT })).violations).toEqual([])
})

it('answers go on while another process holds the lock of the database, and are saved', async () => {
  expect((await fileLocked(world, { seed: 12, turns: 4, most: 40, awayMs: 2_000 })).violations).toEqual([])
})

it('killed in its very first start it starts the next time, with nothing half there', async () => {
  expect((await firstStart({ on: 'sqlite', killsMs: [60, 120, 180, 240] })).violations).toEqual([])
})
