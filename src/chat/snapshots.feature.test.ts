import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { readTurn } from '../test/frames.ts'
import { makeApp, type TestApp } from '../test/makeApp.ts'
import type { Snapshot } from '../turn/turn.ts'
import { batchesOf, saveSnapshots } from './snapshots.ts'

let test: TestApp
let place: { conversationId: string; userId: string }

beforeAll(async () => {
  test = await makeApp()
  const alice = await test.as('alice')
  const frames = await readTurn(await alice('/api/chat', { json: { message: 'Hello' } }))
  const [first] = await rowsOf(frames[0]?.message_id ?? '')
  place = { conversationId: first!.conversationId, userId: first!.userId }
})
afterAll(() => test.close())

const rowsOf = (id: string) => test.db.db.select().from(test.db.t.messages).where(eq(test.db.t.messages.id, id))

const snapshot = (content: string, more: Partial<Snapshot> = {}): Snapshot => ({
  id: newId(),
  writer: newId(),
  content,
  reasoning: '',
  reasoningMs: null,
  ...more,
})

/** Empty answers that are being written, or have ended. */
async function insertAnswers(snapshots: readonly Snapshot[], status: 'streaming' | 'stopped' = 'streaming', by?: string): Promise<void> {
  const at = new Date(test.clock.now)
  const rows = snapshots.map(({ id, writer }) => ({
    ...place,
    id,
    role: 'assistant' as const,
    content: '',
    status,
    owner: by ?? writer,
    createdAt: at,
    updatedAt: at,
  }))
  await test.db.db.insert(test.db.t.messages).values(rows)
}

const at = new Date('2026-11-24T12:00:00.123Z')

describe('a checkpoint', () => {
  it('gives each of many answers its own text, thoughts and time, in a few statements', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      snapshot(`Answer ${i}: it's "quoted" \\ and 中文 🙂`, i % 2 ? { reasoning: `thought ${i}`, reasoningMs: i } : {}),
    )
    await insertAnswers(many)
    await saveSnapshots(test.db, many, at)
    for (const { id, content, reasoning, reasoningMs } of many) {
      const [row] = await rowsOf(id)
      expect(row).toMatchObject({ content, reasoning: reasoning || null, reasoningMs, status: 'streaming', updatedAt: at })
    }
    expect(batchesOf(many).map(({ length }) => length)).toEqual([50, 50, 20])
  })

  it('does not touch an answer that has ended meanwhile, or is written by another turn, and tells which; nor any that it was not told of', async () => {
    const [running, other, over] = [snapshot('more'), snapshot('not now'), snapshot('too late')]
    await insertAnswers([running, other])
    await insertAnswers([over], 'stopped')
    const [elsewhere] = [snapshot('of another turn')]
    await insertAnswers([elsewhere], 'streaming', 'another')
    expect(await saveSnapshots(test.db, [over, running, elsewhere], at)).toEqual([over.writer, elsewhere.writer])
    const contents = await Promise.all([running, other, over, elsewhere].map(async ({ id }) => (await rowsOf(id))[0]?.content))
    expect(contents).toEqual(['more', '', '', ''])
  })

  it('saves a text of a million characters beside short ones', async () => {
    const long = [snapshot('short'), snapshot('长'.repeat(1024 * 1024)), snapshot('also short')]
    await insertAnswers(long)
    await saveSnapshots(test.db, long, at)
    for (const { id, content } of long) expect((await rowsOf(id))[0]?.content === content).toBe(true)
  })
})

describe('the batches of a checkpoint', () => {
  it('are bounded by rows and by characters, and leave nothing out', () => {
    const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeeeeeee', 'f'].map((text) => snapshot(text))
    const batches = batchesOf(texts, 3, 6).map((batch) => batch.map(({ content }) => content))
    expect(batches).toEqual([['a', 'bb', 'ccc'], ['dddd'], ['eeeeeeeee'], ['f']])
    expect(batchesOf([])).toEqual([])
  })
})
