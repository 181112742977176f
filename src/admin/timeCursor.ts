import * as z from 'zod'

/** Where a list that is sorted by time goes on: the time and the id of the last row of the page before, `1764000000000_ID`. */
export const timeCursor = z
  .string()
  .regex(/^\d{1,14}_[0-9a-f-]{36}$/)
  .transform((text) => {
    const [time, id] = text.split('_')
    return { at: new Date(Number(time)), id: id ?? '' }
  })

export const timeCursorOf = ({ at, id }: { at: Date; id: string }): string => `${at.getTime()}_${id}`
