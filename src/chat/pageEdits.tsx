import { DockNotice } from '../../templates/chat/dockNotice.tsx'
import { EditPage, type EditView, Editing } from '../../templates/chat/editing.tsx'
import { Message } from '../../templates/chat/message.tsx'
import type { DockNoticeView } from '../../templates/chat/views.ts'
import { userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { paths } from '../paths.ts'
import type { AppContext } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { check, readFields } from '../web/validate.ts'
import { isHtmx } from '../web/negotiate.ts'
import { branchFragment } from './pageBranches.tsx'
import { messageOf, type PagesDeps } from './pageData.ts'
import { editBody } from './schemas.ts'
import { getMessage, type MessageRow } from './service.ts'
import { starter } from './start.ts'

/** One message as it is: what a cancelled edit leaves. */
export async function messageFragment(deps: PagesDeps, c: AppContext, messageId: string): Promise<Response> {
  const { conversationId } = await getMessage(deps, userOf(c).id, messageId)
  if (!isHtmx(c)) return c.redirect(`${paths.chat(conversationId)}#m-${messageId}`, 303)
  const message = await messageOf(deps, userOf(c).id, messageId, { locale: c.var.locale })
  return c.html(<Message t={c.var.t} message={message} />)
}

async function findQuestion(deps: PagesDeps, c: AppContext, messageId: string): Promise<MessageRow> {
  const question = await getMessage(deps, userOf(c).id, messageId)
  if (question.role !== 'user') throw new AppError('not_found')
  return question
}

const editOf = ({ id, conversationId }: MessageRow, text: string): EditView => ({ messageId: id, conversationId, text, clientId: newId() })

/** A question's text in a form: in its place, or as a page of its own. */
export async function editingPage(deps: PagesDeps, c: AppContext, messageId: string): Promise<Response> {
  const question = await findQuestion(deps, c, messageId)
  const edit = editOf(question, question.content)
  return c.html(isHtmx(c) ? <Editing t={c.var.t} edit={edit} /> : <EditPage chrome={chromeOf(c, deps)} edit={edit} />)
}

/** The question in other words, on a branch of its own. What is refused comes back with the reason, and its text kept. */
export async function editFromPage(deps: PagesDeps, c: AppContext, messageId: string): Promise<Response> {
  const fields = await readFields(c)
  const question = await findQuestion(deps, c, messageId)
  try {
    await starter(deps, c, userOf(c), 'web').edit(messageId, check(editBody, fields))
    if (isHtmx(c)) return await branchFragment(deps, c, question.conversationId)
    return c.redirect(paths.chat(question.conversationId), 303)
  } catch (error) {
    if (!(error instanceof AppError) || error.reason === 'not_found') throw error
    const edit = editOf(question, typeof fields.message === 'string' ? fields.message : question.content)
    return refuseEdit(deps, c, edit, error)
  }
}

function refuseEdit(deps: PagesDeps, c: AppContext, edit: EditView, { reason, detail, status }: AppError): Response | Promise<Response> {
  if (detail.seconds !== undefined) c.header('Retry-After', String(detail.seconds))
  const notice: DockNoticeView = { reason, detail }
  if (isHtmx(c)) return c.html(<DockNotice t={c.var.t} notice={notice} />, status)
  return c.html(<EditPage chrome={chromeOf(c, deps, paths.messageEdit(edit.messageId))} edit={edit} notice={notice} />, status)
}
