import { Hono } from 'hono'
import type { AppEnv } from '../../web/context.ts'
import type { AdminDeps } from '../deps.ts'

export const overviewPages = (_deps: AdminDeps): Hono<AppEnv> => new Hono<AppEnv>()
