import { expect, it } from 'vitest'
import { openBackend } from '../test/backend.ts'
import { recordAudit } from './service.ts'

it('writes an entry with the change, or neither', async () => {
  const { db, close } = await openBackend()
  const at = new Date('2026-11-25T08:00:00.123Z')
  const actor = { id: 'u1', name: '管理员', ip: '2001:db8::1', requestId: 'r1' }
  await recordAudit(db, actor, { action: 'user.change', target: 'alice', before: { active: true }, after: { active: false } }, at)
  const failing = db.tx(async (tx) => {
    await recordAudit(tx, actor, { action: 'user.delete', target: 'alice' }, at)
    throw new Error('the change failed')
  })
  await expect(failing).rejects.toThrow('the change failed')
  const rows = await db.db.select().from(db.t.auditLog)
  expect(rows).toEqual([
    {
      id: expect.any(String),
      at,
      actorId: 'u1',
      actorName: '管理员',
      action: 'user.change',
      target: 'alice',
      before: { active: true },
      after: { active: false },
      ip: '2001:db8::1',
      requestId: 'r1',
    },
  ])
  await close()
})
