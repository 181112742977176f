import * as z from 'zod'
import { range } from '../../usage/service.ts'

/** How many days back the chart goes. */
export const overviewQuery = z.object({ days: range })
