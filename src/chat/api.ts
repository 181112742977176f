import { Hono } from 'hono'
import { requireUser, userOf } from '../auth/guard.ts'
import type { AppContext, AppEnv } from '../web/context.ts'
import { timeCursorOf } from '../web/schemas.ts'
import { anyBody, jsonBody, optionalBody, params, query } from '../web/validate.ts'
import { answerWith } from './answer.ts'
import { conversationJson, messageJson, modelJson } from './json.ts'
import {
  choiceBody,
  continueBody,
  conversationChange,
  editBody,
  idParam,
  listQuery,
  messagesQuery,
  newConversationBody,
  questionBody,
  titleBody,
} from './schemas.ts'
import {
  type Asked,
  changeConversation,
  createConversation,
  followAnswer,
  followAsked,
  getConversation,
  pageOfConversations,
  pageOfMessages,
  removeConversation,
  stopAnswer,
} from './service.ts'
import { type StartDeps, starter } from './start.ts'
import { countedReader } from './turnLimit.ts'

const DEFAULT_PAGE = 50
const DEFAULT_MESSAGES = 200

/** `Last-Event-ID`, or nothing known. */
const lastEventId = (header: string | undefined): number => (/^\d{1,10}$/.test(header ?? '') ? Number(header) : 0)

/** The JSON API of conversations and answers. */
export function chatApi(deps: StartDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.use('/api/*', requireUser)

  const start = (c: AppContext) => starter(deps, c, userOf(c), 'api')
  const answer = async (c: AppContext, asked: Asked) => answerWith(c, deps, await followAsked(deps, userOf(c).id, asked))

  app.post('/api/chat', anyBody(questionBody), async (c) => answer(c, await start(c).ask(c.req.valid('json'))))

  app.get('/api/models', async (c) => {
    const models = await deps.upstreams.models(userOf(c))
    return c.json({ models: models.map((model, index) => modelJson(model, index === 0)), next_cursor: null })
  })

  app.get('/api/sessions', query(listQuery), async (c) => {
    const { q, cursor, limit } = c.req.valid('query')
    const page = await pageOfConversations(deps, userOf(c).id, { search: q, before: cursor ?? null, limit: limit ?? DEFAULT_PAGE })
    return c.json({
      sessions: page.rows.map(conversationJson),
      next_cursor: page.next && timeCursorOf({ at: page.next.updatedAt, id: page.next.id }),
    })
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

  app.get('/api/sessions/:id/messages', params(idParam), query(messagesQuery), async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const { id } = await getConversation(deps, userOf(c).id, c.req.valid('param').id)
    const after = cursor ? { createdAt: cursor.updatedAt, id: cursor.id } : null
    const { rows, next } = await pageOfMessages(deps, userOf(c).id, id, { after, limit: limit ?? DEFAULT_MESSAGES })
    return c.json({
      messages: rows.map((row) => messageJson(row, c.var.t)),
      next_cursor: next && timeCursorOf({ at: next.createdAt, id: next.id }),
    })
  })

  app.get('/api/messages/:id/stream', params(idParam), async (c) => {
    const after = lastEventId(c.req.header('Last-Event-ID'))
    const userId = userOf(c).id
    const countedAs = await countedReader(deps, userId)
    return answerWith(c, deps, await followAnswer(deps, userId, c.req.valid('param').id, after), countedAs)
  })

  app.post('/api/messages/:id/stop', params(idParam), async (c) => {
    await stopAnswer(deps, userOf(c).id, c.req.valid('param').id)
    return c.json({ success: true })
  })

  app.post('/api/messages/:id/regenerate', params(idParam), optionalBody(choiceBody), async (c) =>
    answer(c, await start(c).again(c.req.valid('param').id, c.req.valid('json'))),
  )

  app.post('/api/messages/:id/edit', params(idParam), anyBody(editBody), async (c) =>
    answer(c, await start(c).edit(c.req.valid('param').id, c.req.valid('json'))),
  )

  app.post('/api/messages/:id/continue', params(idParam), optionalBody(continueBody), async (c) =>
    answer(c, await start(c).goOn(c.req.valid('param').id, c.req.valid('json').clientId)),
  )

  return app
}
