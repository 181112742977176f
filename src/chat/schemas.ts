import * as z from 'zod'
import { isId } from '../ids.ts'
import { optional, rows, timeCursor } from '../web/schemas.ts'

/** characters of one question */
export const MAX_MESSAGE = 100_000
export const MAX_TITLE = 200

const WORDS = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['off', false],
])

/** A switch of a form or of JSON. */
const flag = z.preprocess((value) => WORDS.get(value) ?? value, z.boolean())

const id = z.string().refine(isId)

/** A text with something in it; empty lines around it are dropped, what its first line is indented by is not. */
export const messageText = z
  .string('message_empty')
  .max(MAX_MESSAGE, 'message_too_long')
  .transform((text) => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd())
  .pipe(z.string().min(1, 'message_empty'))

const choiceFields = { model: optional(z.string().max(255)), reasoning: optional(flag), client_id: optional(z.string().max(128)) }

type ChoiceFields = { model?: string | undefined; reasoning?: boolean | undefined; client_id?: string | undefined }

const choiceOf = ({ model, reasoning, client_id }: ChoiceFields) => ({
  clientId: client_id ?? null,
  ...(model === undefined ? {} : { model }),
  ...(reasoning === undefined ? {} : { reasoning }),
})

/** The body of a chat turn: JSON, form or multipart. */
export const questionBody = z
  .object({
    message: messageText,
    session_id: optional(id),
    parent_id: optional(id),
    ...choiceFields,
    file: z.undefined('files_not_yet').optional(),
    file_ids: z.preprocess(
      (value) => (Array.isArray(value) && value.length === 0 ? undefined : value),
      z.undefined('files_not_yet').optional(),
    ),
  })
  .transform((body) => ({
    text: body.message,
    conversationId: body.session_id ?? null,
    ...(body.parent_id === undefined ? {} : { parentId: body.parent_id }),
    ...choiceOf(body),
  }))

/** How an answer is to be made again; all of it may be absent. */
export const choiceBody = z.object(choiceFields).transform(choiceOf)

/** A question in other words. */
export const editBody = z.object({ message: messageText, ...choiceFields }).transform((body) => ({ text: body.message, ...choiceOf(body) }))

/** The rest of an answer is made as its beginning was. */
export const continueBody = z.object({ client_id: choiceFields.client_id }).transform(({ client_id }) => ({ clientId: client_id ?? null }))

const title = z.string('title_empty').trim().min(1, 'title_empty').max(MAX_TITLE)

export const titleBody = z.object({ title })
export const newConversationBody = z.object({ title: optional(title) })
export const conversationChange = z
  .object({ title: title.optional(), pinned: z.boolean().optional(), archived: z.boolean().optional(), shown_message_id: id.optional() })
  .transform(({ shown_message_id: shownMessageId, ...rest }) => withoutUndefined({ ...rest, shownMessageId }))

export const idParam = z.object({ id })

const cursor = timeCursor.transform(({ at, id: rowId }) => ({ updatedAt: at, id: rowId }))

const atMost = (most: number) => optional(rows(most))

export const listQuery = z.object({ q: z.string().max(200).default(''), cursor: optional(cursor), limit: atMost(100) })

export const messagesQuery = z.object({ cursor: optional(cursor), limit: atMost(500) })

/** `before`: the message whose earlier ones are to be shown; what is no id shows the newest. */
export const pageQuery = z.object({ before: id.nullable().catch(null).default(null) })

/** The last message that a page has; none in a conversation without one. */
export const latestQuery = z.object({ parent_id: optional(id) })

/** `from`: how many finished blocks the page has. */
export const streamQuery = z.object({ from: z.coerce.number().int().min(0).max(1_000_000).catch(0) })

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>
}
