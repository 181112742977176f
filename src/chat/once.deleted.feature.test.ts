import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { makeApp, type Send, type TestApp } from '../test/makeApp.ts'
import { askOnce } from './once.ts'
import { insertConversation } from './queries.ts'

let test: TestApp
let alice: Send

beforeAll(async () => {
  test = await makeApp()
  alice = await test.as('alice')
})
afterAll(() => test.close())

describe('a turn that was asked for twice at once', () => {
  it('and deleted before the second could look for it is not there, which is no fault of the server', async () => {
    const { id: userId } = (await (await alice('/api/auth/me')).json()) as { id: string }
    const row = { id: newId(), userId, title: 'Gone', titleSource: 'user' as const, createdAt: new Date(), updatedAt: new Date() }
    const losesTheRace = async (): Promise<never> => {
      await insertConversation(test.db, row)
      await insertConversation(test.db, row)
      throw new Error('the second was taken')
    }
    await expect(askOnce({ db: test.db }, row.userId, 'twice', losesTheRace)).rejects.toMatchObject({ reason: 'not_found' })
  })
})
