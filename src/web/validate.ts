import { zValidator } from '@hono/zod-validator'
import type { MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import { AppError, type ErrorDetail, type Reason, REASONS } from '../errors.ts'
import { MAX_BODY, readBody } from './body.ts'
import type { AppContext, AppEnv } from './context.ts'
import { decodeText, type Fields, parseJson, parseMultipart, parseUrlEncoded } from './fields.ts'

type BodyType = 'application/json' | 'application/x-www-form-urlencoded' | 'multipart/form-data'

const FORM_TYPES: readonly BodyType[] = ['application/x-www-form-urlencoded', 'multipart/form-data']
const ALL_TYPES: readonly BodyType[] = ['application/json', ...FORM_TYPES]

/** What the body says, in whichever of the `types` it is written. */
export async function readFields(c: AppContext, types: readonly BodyType[] = ALL_TYPES, limit = MAX_BODY): Promise<Fields> {
  const contentType = c.req.header('Content-Type') ?? ''
  const type = types.find((candidate) => candidate === contentType.split(';')[0]?.trim().toLowerCase())
  if (!type) throw new AppError('unsupported_type')
  const bytes = await readBody(c, limit)
  if (type === 'multipart/form-data') return parseMultipart(bytes, contentType)
  const text = decodeText(bytes)
  return type === 'application/json' ? parseJson(text) : parseUrlEncoded(text)
}

const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text)

/** A schema names a reason of its own as the message: `z.string().min(1, 'message_empty')`; all else is `invalid_field`. */
export function errorOf(issues: readonly z.core.$ZodIssue[]): AppError {
  const issue = issues[0]
  const detail: ErrorDetail = {}
  const field = issue?.path[0] ?? (issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined)
  if (field !== undefined) detail.field = String(field)
  if (issue?.code === 'too_big') detail.limit = Number(issue.maximum)
  if (issue?.code === 'too_small') detail.limit = Number(issue.minimum)
  return new AppError(issue && isReason(issue.message) ? issue.message : 'invalid_field', detail)
}

export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (!result.success) throw errorOf(result.error.issues)
  return result.data
}

type Validated<Target extends string, Schema extends z.ZodType> = {
  in: { [K in Target]: z.input<Schema> }
  out: { [K in Target]: z.output<Schema> }
}

/** What the body says; nothing where there is none. */
const readAnyFields = (c: AppContext, types: readonly BodyType[]): Promise<Fields> =>
  c.req.header('Content-Type') === undefined ? Promise.resolve({}) : readFields(c, types)

const validated =
  <Target extends 'json' | 'form', Schema extends z.ZodType>(
    target: Target,
    schema: Schema,
    types: readonly BodyType[],
    read: typeof readAnyFields = readFields,
  ): MiddlewareHandler<AppEnv, string, Validated<Target, Schema>> =>
  async (c, next) => {
    c.req.addValidatedData(target, check(schema, await read(c as AppContext, types)) as object)
    await next()
  }

/** For `c.req.valid('json')`. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => validated('json', schema, ['application/json'])

/** For `c.req.valid('form')`: urlencoded or multipart. */
export const formBody = <Schema extends z.ZodType>(schema: Schema) => validated('form', schema, FORM_TYPES)

/** For `c.req.valid('json')`: JSON, urlencoded or multipart, whichever the client likes. */
export const anyBody = <Schema extends z.ZodType>(schema: Schema) => validated('json', schema, ALL_TYPES)

/** For `c.req.valid('json')`: as `anyBody`, and a request without a body says nothing. */
export const optionalBody = <Schema extends z.ZodType>(schema: Schema) => validated('json', schema, ALL_TYPES, readAnyFields)

/** For `c.req.valid('query')`. */
export const query = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator('query', schema, (result) => {
    if (!result.success) throw errorOf(result.error.issues)
  })

/** For `c.req.valid('param')`. An id of the wrong shape names nothing that exists. */
export const params = <Schema extends z.ZodType>(schema: Schema) =>
  zValidator('param', schema, (result) => {
    if (!result.success) throw new AppError('not_found')
  })
