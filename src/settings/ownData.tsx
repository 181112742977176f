import { Hono } from 'hono'
import * as z from 'zod'
import type { Strings } from '../../templates/i18n/index.ts'
import { GonePage } from '../../templates/settings/gone.tsx'
import type { Actor } from '../audit/service.ts'
import { requireProvable } from '../auth/confirm.ts'
import { actorOf, requireUser, userOf } from '../auth/guard.ts'
import type { Leave } from '../auth/service.ts'
import { paths } from '../paths.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { sendDownload } from '../web/download.ts'
import { chromeOf } from '../web/page.ts'
import { signOut } from '../web/session.ts'
import { formBody } from '../web/validate.ts'
import { atFields, proofOf, type ShowAccount, showRefused } from './account.ts'
import type { AccountViewDeps } from './accountView.ts'

/** What is done with all that is a user's, whatever rooms it is in. */
export type OwnData = {
  /** Removes the account and all in it. */
  leave(actor: Actor, meant: Leave): Promise<void>
  download(userId: string, t: Strings): AsyncGenerator<string>
}

export type OwnDataDeps = AccountViewDeps & WebDeps & { ownData: OwnData }

const text = z.string().max(5000)
const removalForm = z.object({ removal_username: text, removal_password: text.default(''), removal_code: text.default('') })

/** The same fields under the names that they have on the page, where other forms have them, too. */
const FIELDS = { username: 'removal_username', password: 'removal_password', code: 'removal_code' } as const

export function downloadOwnData(c: AppContext, deps: OwnDataDeps): Response {
  const user = userOf(c)
  return sendDownload(c, {
    filename: `aichat-${new Date(deps.now()).toISOString().slice(0, 10)}.json`,
    contentType: 'application/json; charset=utf-8',
    pieces: deps.ownData.download(user.id, c.get('t')),
    reader: deps.readers.of(user, null),
  })
}

export async function leaveForGood(c: AppContext, deps: OwnDataDeps, meant: Leave): Promise<void> {
  await deps.ownData.leave(actorOf(c), meant)
  signOut(c)
  // drafts, too: what was typed and never sent is kept in the browser
  c.header('Clear-Site-Data', '"storage"')
}

export function ownDataRoutes(deps: OwnDataDeps, show: ShowAccount): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/settings/download', requireUser, (c) => downloadOwnData(c, deps))

    .post('/settings/deletion', requireUser, requireProvable(deps), formBody(removalForm), async (c) => {
      const { removal_username: username, removal_password: password, removal_code: code } = c.req.valid('form')
      try {
        await leaveForGood(c, deps, { username, proof: proofOf(c, deps, { password, code }) })
        return c.redirect(paths.gone(), 303)
      } catch (error) {
        const tried = { section: 'data', fields: Object.values(FIELDS), values: { removal_username: username } } as const
        return showRefused(c, deps, show, atFields(error, FIELDS), tried)
      }
    })

    .get('/gone', (c) => c.html(<GonePage chrome={chromeOf(c, deps, paths.gone())} />))
}
