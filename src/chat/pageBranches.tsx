import { BranchFragment, RetriedFragment } from '../../templates/chat/fragments.tsx'
import { Messages } from '../../templates/chat/thread.tsx'
import { userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { paths } from '../paths.ts'
import type { AppContext } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { isHtmx } from '../web/negotiate.ts'
import { mainView, messageOf, type PagesDeps, sidebarOf } from './pageData.ts'
import { refuse } from './pageForms.tsx'
import { type Asked, type Choice, getMessage, hasFollowers, showMessage } from './service.ts'
import { starter } from './start.ts'

/** The messages before one of them, to stand above it. */
export async function earlierMessages(deps: PagesDeps, c: AppContext, conversationId: string, before: string): Promise<Response> {
  const main = await mainView(deps, userOf(c), conversationId, c.var.locale, { before })
  return c.html(<Messages t={c.var.t} main={main} />)
}

/** The branch that is shown now, in the place of the one before. */
export async function branchFragment(deps: PagesDeps, c: AppContext, conversationId: string): Promise<Response> {
  const user = userOf(c)
  const [sidebar, main] = await Promise.all([
    sidebarOf(deps, user.id, conversationId),
    mainView(deps, user, conversationId, c.var.locale, {}),
  ])
  return c.html(<BranchFragment chrome={chromeOf(c, deps, paths.chat(conversationId))} sidebar={sidebar} main={main} />)
}

/** Shows another version of a message, with the newest that followed it. */
export async function selectFromPage(deps: PagesDeps, c: AppContext, messageId: string): Promise<Response> {
  const { conversationId, before } = await showMessage(deps, userOf(c).id, messageId)
  if (isHtmx(c) && before === null) return branchFragment(deps, c, conversationId)
  const page = before === null ? paths.chat(conversationId) : paths.chatBefore(conversationId, before)
  const place = `${page}#m-${messageId}`
  if (!isHtmx(c)) return c.redirect(place, 303)
  c.header('HX-Redirect', place)
  return c.body(null, 204)
}

/** Another answer to the same question. */
export async function retryFromPage(deps: PagesDeps, c: AppContext, messageId: string, choice: Choice): Promise<Response> {
  const isLast = !(await hasFollowers(deps.db, userOf(c).id, messageId))
  return startFromPage(deps, c, messageId, (start) => start.again(messageId, choice), isLast)
}

/** The rest of an answer that broke off. */
export const continueFromPage = (deps: PagesDeps, c: AppContext, messageId: string, clientId: string | null): Promise<Response> =>
  startFromPage(deps, c, messageId, (start) => start.goOn(messageId, clientId), true)

/** `inPlace`: nothing else on the page changes than this message. */
async function startFromPage(
  deps: PagesDeps,
  c: AppContext,
  messageId: string,
  begin: (start: ReturnType<typeof starter>) => Promise<Asked>,
  inPlace: boolean,
): Promise<Response> {
  const user = userOf(c)
  const { conversationId } = await getMessage(deps, user.id, messageId)
  try {
    const { answerId } = await begin(starter(deps, c, user, 'web'))
    if (!isHtmx(c)) return c.redirect(paths.chat(conversationId), 303)
    if (!inPlace) return await branchFragment(deps, c, conversationId)
    const answer = await messageOf(deps, user.id, answerId, { locale: c.var.locale })
    return c.html(<RetriedFragment chrome={chromeOf(c, deps)} replacedId={messageId} answer={answer} clientId={newId()} />)
  } catch (error) {
    if (!(error instanceof AppError) || error.reason === 'not_found') throw error
    return refuse(deps, c, conversationId, error, '')
  }
}
