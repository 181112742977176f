import { Hono } from 'hono'
import * as z from 'zod'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import { changeUsername } from '../auth/service.ts'
import type { AppEnv } from '../web/context.ts'
import { sessionJson } from '../web/sessionView.ts'
import { anyBody } from '../web/validate.ts'
import { changeOwnPassword, proofOf } from './account.ts'
import { accountView } from './accountView.ts'
import { downloadOwnData, leaveForGood, type OwnDataDeps } from './ownData.tsx'
import { endOtherSessions, endSession } from './ownSessions.ts'

const text = z.string().max(5000)
const nameBody = z.object({ username: text })
const passwordBody = z.object({ current_password: text.default(''), code: text.default(''), new_password: text })
const leaveBody = z.object({ username: text, password: text.default(''), code: text.default('') })

/** One's own account over the API: what the page of settings does. */
export function accountApi(deps: OwnDataDeps): Hono<AppEnv> {
  const { sessionStore } = deps
  return new Hono<AppEnv>()
    .get('/api/account/sessions', requireUser, async (c) => {
      const { sessions } = await accountView(deps, c)
      return c.json({ sessions: sessions.map((session) => sessionJson(c.get('t'), session)), next_cursor: null })
    })

    .delete('/api/account/sessions', requireUser, async (c) => {
      await endOtherSessions(sessionStore, userOf(c).id, userOf(c).sessionId)
      return c.json({ success: true })
    })

    .delete('/api/account/sessions/:id', requireUser, async (c) => {
      await endSession(sessionStore, userOf(c).id, c.req.param('id'))
      return c.json({ success: true })
    })

    .patch('/api/account', requireUser, anyBody(nameBody), async (c) => {
      await changeUsername(deps, actorOf(c), c.req.valid('json').username)
      return c.json({ success: true })
    })

    .put('/api/account/password', requireUser, anyBody(passwordBody), async (c) => {
      const { current_password: password, code, new_password } = c.req.valid('json')
      await changeOwnPassword(c, deps, { password, code }, new_password)
      return c.json({ success: true })
    })

    .get('/api/account/download', requireUser, (c) => downloadOwnData(c, deps))

    .delete('/api/account', requireUser, anyBody(leaveBody), async (c) => {
      const { username, ...typed } = c.req.valid('json')
      await leaveForGood(c, deps, { username, proof: proofOf(c, deps, typed) })
      return c.json({ success: true })
    })
}
