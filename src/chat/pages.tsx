import { Hono } from 'hono'
import { ConversationPage } from '../../templates/chat/conversationList.tsx'
import { ConversationsPage } from '../../templates/chat/page.tsx'
import { requireUser, userOf } from '../auth/guard.ts'
import { paths } from '../paths.ts'
import type { AppEnv } from '../web/context.ts'
import { chromeOf } from '../web/page.ts'
import { formBody, params, query } from '../web/validate.ts'
import { isHtmx } from '../web/negotiate.ts'
import { type PagesDeps, sidebarOf } from './pageData.ts'
import { continueFromPage, earlierMessages, retryFromPage, selectFromPage } from './pageBranches.tsx'
import { editFromPage, editingPage, messageFragment } from './pageEdits.tsx'
import { askFromPage, chatPage } from './pageForms.tsx'
import { latestForPage } from './pageLatest.tsx'
import { choiceBody, continueBody, idParam, latestQuery, listQuery, pageQuery, streamQuery, titleBody } from './schemas.ts'
import { changeConversation, removeConversation, stopAnswer } from './service.ts'
import { streamToPage } from './pageStream.ts'

/** All but the stream, which tells in its own form that nobody is signed in. */
const MESSAGE_ACTIONS = ['stop', 'retry', 'edit', 'continuation', 'selection']

/** The chat in the browser: every form works without script, and answers htmx with fragments. */
export function chatPages(deps: PagesDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const path of ['/chat/*', '/messages/:id', '/conversations']) app.use(path, requireUser)
  for (const action of MESSAGE_ACTIONS) app.use(`/messages/:id/${action}`, requireUser)

  app.get('/chat', (c) => chatPage(deps, c, null, { draft: (c.req.query('q') ?? '').slice(0, 2_000) }))
  app.get('/chat/:id', params(idParam), query(pageQuery), (c) => {
    const { id } = c.req.valid('param')
    const { before } = c.req.valid('query')
    return before !== null && isHtmx(c) ? earlierMessages(deps, c, id, before) : chatPage(deps, c, id, { before })
  })
  app.get('/chat/:id/latest', params(idParam), query(latestQuery), (c) =>
    latestForPage(deps, c, c.req.valid('param').id, c.req.valid('query').parent_id),
  )
  app.post('/chat', (c) => askFromPage(deps, c, null))
  app.post('/chat/:id', params(idParam), (c) => askFromPage(deps, c, c.req.valid('param').id))

  app.post('/chat/:id/title', params(idParam), formBody(titleBody), async (c) => {
    const { id } = c.req.valid('param')
    await changeConversation(deps, userOf(c).id, id, c.req.valid('form'))
    return c.redirect(paths.chat(id), 303)
  })

  app.post('/chat/:id/deletion', params(idParam), async (c) => {
    await removeConversation(deps, userOf(c).id, c.req.valid('param').id)
    return c.redirect(paths.newChat(), 303)
  })

  app.get('/conversations', query(listQuery), async (c) => {
    const { cursor } = c.req.valid('query')
    const chrome = chromeOf(c, deps)
    const sidebar = await sidebarOf(deps, userOf(c).id, null, cursor ?? null)
    if (!isHtmx(c)) return c.html(<ConversationsPage chrome={chrome} sidebar={sidebar} />)
    return c.html(<ConversationPage clock={chrome} sidebar={sidebar} previousAt={cursor?.updatedAt ?? null} />)
  })

  app.post('/messages/:id/stop', params(idParam), async (c) => {
    const message = await stopAnswer(deps, userOf(c).id, c.req.valid('param').id)
    return isHtmx(c) ? c.body(null, 204) : c.redirect(paths.chat(message.conversationId), 303)
  })

  app.get('/messages/:id', params(idParam), (c) => messageFragment(deps, c, c.req.valid('param').id))
  app.get('/messages/:id/edit', params(idParam), (c) => editingPage(deps, c, c.req.valid('param').id))
  app.post('/messages/:id/edit', params(idParam), (c) => editFromPage(deps, c, c.req.valid('param').id))
  app.post('/messages/:id/retry', params(idParam), formBody(choiceBody), (c) =>
    retryFromPage(deps, c, c.req.valid('param').id, c.req.valid('form')),
  )
  app.post('/messages/:id/continuation', params(idParam), formBody(continueBody), (c) =>
    continueFromPage(deps, c, c.req.valid('param').id, c.req.valid('form').clientId),
  )
  app.post('/messages/:id/selection', params(idParam), (c) => selectFromPage(deps, c, c.req.valid('param').id))

  app.get('/messages/:id/stream', query(streamQuery), (c) => streamToPage(deps, c, c.req.param('id'), c.req.valid('query').from))

  return app
}
