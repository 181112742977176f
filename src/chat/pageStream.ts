import { userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import { isId } from '../ids.ts'
import type { AppContext } from '../web/context.ts'
import { currentPage } from '../web/currentPage.ts'
import { lastWords, sendStream, type TextSource } from '../web/sse.ts'
import { endOf, htmlSource, refusalOf } from './htmlStream.tsx'
import { messageOf, type PagesDeps, viewOf } from './pageData.ts'
import { followAnswer } from './service.ts'
import { countedReader } from './turnLimit.ts'

/** An event and not a comment: the script sees it, and takes a longer silence for a connection that is dead. */
const PING = 'event: ping\n\n'

/**
 * The rest of an answer for the page, after `from` finished blocks or those of `Last-Event-ID`. What cannot be followed is
 * told in a stream, too: a page would ask again for ever after any other answer.
 */
export async function streamToPage(deps: PagesDeps, c: AppContext, messageId: string, from: number): Promise<Response> {
  const seen = c.req.header('Last-Event-ID')
  const blocks = /^\d{1,7}$/.test(seen ?? '') ? Number(seen) : from
  const source = await sourceFor(deps, c, messageId, blocks).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    return lastWords(refusalOf(c.var.t, error, 0, currentPage(c)))
  })
  const user = c.get('user')
  const reader = user && deps.readers.of(user, await countedReader(deps, user.id))
  return sendStream(c.env, source, { headers: { 'X-Request-Id': c.var.requestId }, ping: PING, reader })
}

async function sourceFor(deps: PagesDeps, c: AppContext, messageId: string, from: number): Promise<TextSource> {
  const { t, locale } = c.var
  const user = userOf(c)
  if (!isId(messageId)) throw new AppError('not_found')
  const { log } = await followAnswer(deps, user.id, messageId, 0)
  if (log.ended) return lastWords(await endOf(t, messageOf(deps, user.id, messageId, { locale, log }), from))
  const final = (html: string | undefined) => messageOf(deps, user.id, messageId, { locale, log, html })
  return htmlSource({ t, messageId, view: viewOf(deps, log, messageId, locale), from, final })
}
