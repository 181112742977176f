import * as z from 'zod'
import { type Range, RANGES } from '../../usage/service.ts'
import { optional } from '../../web/schemas.ts'

const isRange = (days: number): days is Range => RANGES.some((range) => range === days)

/** How many days back the chart goes. */
export const overviewQuery = z.object({
  days: optional(z.coerce.number().refine(isRange)).transform((days) => days ?? RANGES[0]),
})
