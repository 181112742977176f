import { Hono } from 'hono'
import type { SidebarView } from '../../templates/chat/views.ts'
import { DashboardPage, Figures } from '../../templates/usage/dashboard.tsx'
import { Days } from '../../templates/usage/days.tsx'
import { type OwnRecords, RecordsFragment } from '../../templates/usage/records.tsx'
import { dashboardAddress, type RecordsView } from '../../templates/usage/view.ts'
import { requireUser, userOf } from '../auth/guard.ts'
import { AppError } from '../errors.ts'
import type { AppContext, AppEnv, WebDeps } from '../web/context.ts'
import { errorText } from '../web/errors.tsx'
import { countedChromeOf, zoneOf } from '../web/page.ts'
import { check } from '../web/validate.ts'
import { findModelNames } from './nameQueries.ts'
import { chartFor, ownPage, range, type Range, recordCursorOf, recordFilterOf, recordsQuery, remainingOf, statsOf } from './service.ts'

export type DashboardDeps = WebDeps & {
  /** what the chat room shows beside every page */
  sidebarOf(userId: string): Promise<SidebarView>
}

/** records on a page that is to stay a light one */
const PAGE = 25

/** What one has used. Its parts come alone where htmx asks for one: the address is the same, and works without script. */
export function dashboardPages(deps: DashboardDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/dashboard', requireUser, async (c) => {
    const part = c.req.header('HX-Request') ? c.req.header('HX-Target')?.split('#')[1] : undefined
    if (part === 'figures') return c.html(<Figures {...await figuresOf(c, deps)} />)
    if (part === 'days') return daysFragment(c, deps)
    if (part === 'records') return recordsFragment(c, deps)
    return wholePage(c, deps)
  })
}

async function wholePage(c: AppContext, deps: DashboardDeps) {
  const { id } = userOf(c)
  const [figures, sidebar, data, models, own] = await Promise.all([
    figuresOf(c, deps),
    deps.sidebarOf(id),
    chartOf(c, deps),
    findModelNames(deps.db, id),
    recordsOf(c, deps),
  ])
  return c.html(<DashboardPage {...figures} {...{ sidebar, data, range: rangeOf(c), models, own }} />, own.notice === undefined ? 200 : 400)
}

async function figuresOf(c: AppContext, deps: DashboardDeps) {
  const [{ id }, at] = [userOf(c), new Date(deps.now())]
  const [stats, quota] = await Promise.all([statsOf(deps.db, id, zoneOf(c), at), remainingOf(deps, id, at)])
  return { chrome: countedChromeOf(c, deps), stats, quota }
}

const rangeOf = (c: AppContext): Range => range.parse(c.req.query('days'))

const chartOf = (c: AppContext, { db, now }: DashboardDeps) => chartFor(db, userOf(c).id, rangeOf(c), zoneOf(c), new Date(now()))

/** Another range beside the records that are shown. */
async function daysFragment(c: AppContext, deps: DashboardDeps) {
  const view = { ...viewIn(shownOn(c)), days: c.req.query('days') }
  c.header('HX-Push-Url', dashboardAddress(view, { cursor: shownOn(c)['cursor'] }))
  const addressOf = (days: string | undefined) => dashboardAddress(view, { days })
  return c.html(<Days chrome={countedChromeOf(c, deps)} data={await chartOf(c, deps)} range={rangeOf(c)} addressOf={addressOf} />)
}

/** Other records below the chart that is shown. */
async function recordsFragment(c: AppContext, deps: DashboardDeps) {
  const own = await recordsOf(c, deps, shownOn(c)['days'])
  c.header('HX-Push-Url', dashboardAddress(own.view, { cursor: c.req.query('cursor') }))
  return c.html(<RecordsFragment chrome={countedChromeOf(c, deps)} own={own} />, own.notice === undefined ? 200 : 400)
}

type Query = Partial<Record<string, string>>

/** What the page says in its address that asks for a part of itself. */
const shownOn = (c: AppContext): Query => Object.fromEntries(URL.parse(c.req.header('HX-Current-URL') ?? '')?.searchParams ?? [])

const viewIn = ({ from, to, model, status, days }: Query): RecordsView => ({ from, to, model, status, days })

/** A filter that makes no sense is said above the records, and kept. */
async function recordsOf(c: AppContext, { db }: DashboardDeps, days = c.req.query('days')): Promise<OwnRecords> {
  const shown = { view: { ...viewIn(c.req.query()), days }, isLater: Boolean(c.req.query('cursor')) }
  try {
    const asked = check(recordsQuery, { ...c.req.query(), limit: PAGE })
    const filter = { ...recordFilterOf(asked, zoneOf(c)), userId: userOf(c).id }
    const { rows, next, titles } = await ownPage(db, filter, asked.cursor, PAGE)
    return { ...shown, records: rows, titles, next: next && recordCursorOf(next) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_request') throw error
    return { ...shown, records: [], titles: new Map(), next: null, notice: errorText(c, error) }
  }
}
