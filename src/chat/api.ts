import { Hono } from 'hono'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AppEnv } from '../web/context.ts'
import { anyBody, jsonBody, params, query } from '../web/validate.ts'
import { answerWith } from './answer.ts'
import { conversationJson, messageJson, modelJson } from './json.ts'
import { conversationChange, cursorOf, idParam, listQuery, newConversationBody, questionBody, titleBody } from './schemas.ts'
import {
  changeConversation,
  createConversation,
  followAnswer,
  followAsked,
  getConversation,
  messagesOf,
  pageOfConversations,
  removeConversation,
  stopAnswer,
} from './service.ts'
import { startAgain, type StartDeps, startTurn } from './start.ts'
import { countedReader } from './turnLimit.ts'

const DEFAULT_PAGE = 50

/** `Last-Event-ID`, or nothing known. */
const lastEventId = (header: string | undefined): number => (/^\d{1,10}$/.test(header ?? '') ? Number(header) : 0)

/** The JSON API of conversations and answers. */
export function chatApi(deps: StartDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use('/api/*', requireUser)

  app.post('/api/chat', anyBody(questionBody), async (c) => {
    const user = userOf(c)
    const asked = await startTurn(deps, c, user, 'api', c.req.valid('json'))
    return answerWith(c, await followAsked(deps, user.id, asked))
  })

  app.get('/api/models', async (c) => {
    const models = await deps.upstreams.models()
    return c.json({ models: models.map((model, index) => modelJson(model, index === 0)), next_cursor: null })
  })

  app.get('/api/sessions', query(listQuery), async (c) => {
    const { q, cursor, limit } = c.req.valid('query')
    const page = await pageOfConversations(deps, userOf(c).id, { search: q, before: cursor ?? null, limit: limit ?? DEFAULT_PAGE })
    return c.json({ sessions: page.rows.map(conversationJson), next_cursor: page.next && cursorOf(page.next) })
  })

  app.post('/api/sessions', jsonBody(newConversationBody), async (c) => {
    const { title } = c.req.valid('json')
    const row = await createConversation(deps, userOf(c).id, title ?? null, c.var.t.nav.newChat)
    return c.json({ session_id: row.id, title: row.title }, 201)
  })

  app.get('/api/sessions/:id', params(idParam), async (c) => {
    return c.json(conversationJson(await getConversation(deps, userOf(c).id, c.req.valid('param').id)))
  })

  app.patch('/api/sessions/:id', params(idParam), jsonBody(conversationChange), async (c) => {
    const { id } = c.req.valid('param')
    await changeConversation(deps, userOf(c).id, id, c.req.valid('json'))
    return c.json(conversationJson(await getConversation(deps, userOf(c).id, id)))
  })

  app.put('/api/sessions/:id/title', params(idParam), jsonBody(titleBody), async (c) => {
    await changeConversation(deps, userOf(c).id, c.req.valid('param').id, c.req.valid('json'))
    return c.json({ success: true })
  })

  app.delete('/api/sessions/:id', params(idParam), async (c) => {
    await removeConversation(deps, userOf(c).id, c.req.valid('param').id)
    return c.json({ success: true })
  })

  app.get('/api/sessions/:id/messages', params(idParam), async (c) => {
    const user = userOf(c)
    const conversation = await getConversation(deps, user.id, c.req.valid('param').id)
    const rows = await messagesOf(deps, user.id, conversation, true)
    return c.json({ messages: rows.map((row) => messageJson(row, c.var.t)), next_cursor: null })
  })

  app.get('/api/messages/:id/stream', params(idParam), async (c) => {
    const after = lastEventId(c.req.header('Last-Event-ID'))
    const userId = userOf(c).id
    return answerWith(c, await followAnswer(deps, userId, c.req.valid('param').id, after), countedReader(deps.limit, userId))
  })

  app.post('/api/messages/:id/stop', params(idParam), async (c) => {
    await stopAnswer(deps, userOf(c).id, c.req.valid('param').id)
    return c.json({ success: true })
  })

  app.post('/api/messages/:id/regenerate', params(idParam), async (c) => {
    const user = userOf(c)
    const asked = await startAgain(deps, c, user, 'api', c.req.valid('param').id)
    return answerWith(c, await followAsked(deps, user.id, asked))
  })

  return app
}
