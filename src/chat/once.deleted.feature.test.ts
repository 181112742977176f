import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTurn } from '../test/frames.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { askOnce } from './once.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

describe('a turn that was asked for twice at once', () => {
  it('and deleted before the second could look for it is said to be deleted, which is no fault of the server', async () => {
    const { id: userId } = (await (await alice('/api/auth/me')).json()) as { id: string }
    const losesTheRace = async (): Promise<never> => {
      const [opening] = await readTurn(await alice('/api/chat', { json: { message: 'first', client_id: 'twice' } }))
      await alice(`/api/sessions/${opening?.session_id}`, { method: 'DELETE' })
      throw new Error('the second was taken')
    }
    await expect(askOnce({ db: test.db }, userId, 'twice', losesTheRace)).rejects.toMatchObject({ reason: 'turn_deleted' })
  })
})
