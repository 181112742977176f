import { DockNotice } from '../../templates/chat/dockNotice.tsx'
import { AskedFragment, NewConversationFragment } from '../../templates/chat/fragments.tsx'
import { ChatPage } from '../../templates/chat/page.tsx'
import type { DockNoticeView } from '../../templates/chat/views.ts'
import { userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { paths } from '../paths.ts'
import type { AppContext } from '../web/context.ts'
import { currentPage } from '../web/currentPage.ts'
import { chromeOf } from '../web/page.ts'
import { check, readFields } from '../web/validate.ts'
import { isHtmx } from '../web/negotiate.ts'
import { type Extra, mainView, messageOf, type PagesDeps, sidebarOf } from './pageData.ts'
import { questionBody } from './schemas.ts'
import type { Asked } from './service.ts'
import { starter } from './start.ts'

export async function chatPage(
  deps: PagesDeps,
  c: AppContext,
  conversationId: string | null,
  extra: Extra,
  status: AppError['status'] | 200 = 200,
) {
  const user = userOf(c)
  const [sidebar, main] = await Promise.all([
    sidebarOf(deps, user.id, conversationId),
    mainView(deps, user, conversationId, c.var.locale, extra),
  ])
  return c.html(<ChatPage chrome={chromeOf(c, deps)} sidebar={sidebar} main={main} />, status)
}

/** A question from the composer. What cannot be asked comes back with the reason above it, and its text kept. */
export async function askFromPage(deps: PagesDeps, c: AppContext, conversationId: string | null): Promise<Response> {
  const fields = await readFields(c)
  try {
    checkAsker(c, fields.asker)
    const question = check(questionBody, fields)
    const asked = await starter(deps, c, userOf(c), 'web').ask({ ...question, conversationId, reasoning: question.reasoning ?? false })
    if (!isHtmx(c)) return c.redirect(paths.chat(asked.conversationId), 303)
    return conversationId === null ? await begunFragment(deps, c, asked) : await askedFragment(deps, c, asked)
  } catch (error) {
    if (!(error instanceof AppError) || error.reason === 'not_found') throw error
    return refuse(deps, c, conversationId, error, typeof fields.message === 'string' ? fields.message : '')
  }
}

/** A page that was opened by one user does not ask in the name of another who has signed in since, in another tab. */
function checkAsker(c: AppContext, asker: unknown): void {
  if (typeof asker === 'string' && asker !== userOf(c).id) throw new AppError('unauthenticated')
}

async function askedFragment(deps: PagesDeps, c: AppContext, asked: Asked): Promise<Response> {
  const user = userOf(c)
  const [question, answer, sidebar] = await Promise.all([
    messageOf(deps, user.id, asked.questionId, { locale: c.var.locale }),
    messageOf(deps, user.id, asked.answerId, { locale: c.var.locale }),
    sidebarOf(deps, user.id, asked.conversationId),
  ])
  return c.html(<AskedFragment chrome={chromeOf(c, deps)} question={question} answer={answer} clientId={newId()} sidebar={sidebar} />)
}

async function begunFragment(deps: PagesDeps, c: AppContext, asked: Asked): Promise<Response> {
  const user = userOf(c)
  const [sidebar, main] = await Promise.all([
    sidebarOf(deps, user.id, asked.conversationId),
    mainView(deps, user, asked.conversationId, c.var.locale, {}),
  ])
  const path = paths.chat(asked.conversationId)
  c.header('HX-Push-Url', path)
  return c.html(<NewConversationFragment chrome={chromeOf(c, deps, path)} sidebar={sidebar} main={main} />)
}

/** The reason above the composer: alone for htmx, else with the whole page. */
export async function refuse(
  deps: PagesDeps,
  c: AppContext,
  conversationId: string | null,
  error: AppError,
  draft: string,
): Promise<Response> {
  const { seconds } = error.detail
  if (seconds !== undefined) c.header('Retry-After', String(seconds))
  const notice: DockNoticeView = { reason: error.reason, detail: error.detail, back: currentPage(c) }
  if (isHtmx(c)) return c.html(<DockNotice t={c.var.t} notice={notice} />, error.status)
  return chatPage(deps, c, conversationId, { draft, notice }, error.status)
}
