import * as z from 'zod'

/** What a form or a query leaves empty was not said. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional())

/** A box that is not ticked is not sent. */
export const ticked = z
  .string()
  .optional()
  .transform((text) => text !== undefined)

/** A whole number as it is typed. People group digits as they like: `4,000,000`, `4 000 000`. Nothing is null, and what is no number NaN. */
export function wholeNumberIn(text: string): number | null {
  const digits = text.replace(/[\s,'’_]/g, '')
  if (digits === '') return null
  return /^-?\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN
}

/** A whole number of a form, or nothing. */
export const typedNumber = z.string().transform(wholeNumberIn).pipe(z.int('amount_invalid').nullable())

/** How many rows are wanted: a number beyond its bounds is the nearest that is within. */
export const rows = (most: number) =>
  z.coerce
    .number()
    .int()
    .transform((number) => Math.min(Math.max(number, 1), most))

/** A day, in the reader's zone, or a time. */
export const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

/** Where a list that is sorted by time goes on: the time and the id of the last row of the page before, `1764000000000_ID`. */
export const timeCursor = z
  .string()
  .regex(/^\d{1,14}_[0-9a-f-]{36}$/)
  .transform((text) => {
    const [time, id] = text.split('_')
    return { at: new Date(Number(time)), id: id ?? '' }
  })

export const timeCursorOf = ({ at, id }: { at: Date; id: string }): string => `${at.getTime()}_${id}`
