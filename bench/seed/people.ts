import type { Random } from '../../drills/world/random.ts'
import { createPasswords } from '../../src/auth/password.ts'
import { idAt } from './ids.ts'
import type { Table } from './database.ts'

/** Offsets do not change in these zones, so a day is found without asking for it a million times. */
const ZONES = [
  { zone: null, offsetMinutes: 0 },
  { zone: 'UTC', offsetMinutes: 0 },
  { zone: 'Asia/Shanghai', offsetMinutes: 480 },
  { zone: 'Asia/Kolkata', offsetMinutes: 330 },
] as const

export type Person = { id: string; username: string; role: 'user' | 'admin'; zone: string | null; offsetMinutes: number; since: Date }

export const ADMIN = 'admin'
/** who has made most of all calls */
export const HEAVY = 'user-00001'
export const PASSWORD = 'correct horse battery staple'
const GROUPS = 12
const INACTIVE_OF = 25
const DAY_MS = 86_400_000

export type World = { random: Random; now: number; days: number }

/** An administrator, and others of whom the first is the heaviest. */
export function makePeople({ random, now, days }: World, count: number): Person[] {
  const start = now - days * DAY_MS
  return Array.from({ length: count }, (_, index) => {
    const since = new Date(start + Math.floor((index / count) * DAY_MS))
    const place = index < 2 ? ZONES[2] : random.pick(ZONES)
    const username = index === 0 ? ADMIN : `user-${String(index).padStart(5, '0')}`
    return { id: idAt(since.getTime(), random), username, role: index === 0 ? 'admin' : 'user', since, ...place }
  })
}

function groupsTable({ random, now, days }: World) {
  const at = new Date(now - days * DAY_MS)
  const ids = Array.from({ length: GROUPS }, () => idAt(at.getTime(), random))
  const quota = JSON.stringify({ tokens_day: 2_000_000, tokens_month: 40_000_000, cost_month: 200_000_000 })
  const rows = ids.map((id, index) => [id, `Team ${index + 1}`, `team ${index + 1}`, index % 2 === 0 ? quota : null, at, at])
  const table: Table = { name: 'user_groups', columns: 'id name name_key quota created_at updated_at', rows }
  return { ids, table }
}

const USER_COLUMNS =
  'id username username_key password_hash role active epoch time_zone group_id quota notes created_at updated_at last_login_at'

export async function peopleTables(world: World, people: readonly Person[]): Promise<Table[]> {
  const { random, now } = world
  const hash = await createPasswords().hash(PASSWORD)
  const groups = groupsTable(world)
  const rowOf = (person: Person, index: number) => {
    const { id, username, role, zone, since } = person
    const quota = index === 1 ? JSON.stringify({ tokens_day: 50_000_000, tokens_month: 900_000_000, cost_month: 9_000_000_000 }) : null
    const group = index > 1 && random.next() < 0.3 ? random.pick(groups.ids) : null
    const notes = random.next() < 0.05 ? 'came with the second year' : null
    const lastLogin = random.next() < 0.8 ? new Date(now - random.between(0, 60 * DAY_MS)) : null
    const active = index < 2 || index % INACTIVE_OF !== 0
    return [id, username, username, index < 2 ? hash : null, role, active, 0, zone, group, quota, notes, since, since, lastLogin]
  }
  return [groups.table, { name: 'users', columns: USER_COLUMNS, rows: people.map(rowOf) }, sessionsTable(world, people)]
}

/** One each, of another browser than that of who measures. */
function sessionsTable({ random, now }: World, people: readonly Person[]): Table {
  const columns = 'id_hash user_id data user_agent ip created_at last_seen_at expires_at'
  const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const rows = people.map(({ id }, index) => {
    const seen = new Date(now - random.between(0, 6 * DAY_MS))
    const hash = `${id.replaceAll('-', '')}${id.replaceAll('-', '')}`
    return [hash, id, '{}', browser, `198.51.100.${index % 250}`, seen, seen, new Date(now + DAY_MS)]
  })
  return { name: 'sessions', columns, rows }
}

/** What administrators have done, and the conversations that stand in the sidebar of the heaviest. */
export function recordsTables({ random, now, days }: World, people: readonly Person[], entries: number): Table[] {
  const [admin, heavy] = people as [Person, Person]
  const span = days * DAY_MS
  const entry = (_: unknown, index: number) => {
    const at = now - span + Math.floor((index / entries) * span)
    const target = `user ${random.pick(people).username}`
    const action = random.pick(['user.change', 'user.create', 'key.change', 'model.change', 'settings.change'])
    return [
      idAt(at, random),
      new Date(at),
      admin.id,
      admin.username,
      action,
      target,
      '{"active":true}',
      '{"active":false}',
      '192.0.2.1',
      `r${index}`,
    ]
  }
  const conversation = (_: unknown, index: number) => {
    const at = new Date(now - index * 3_600_000)
    return [idAt(at.getTime(), random), heavy.id, `Conversation ${index}`, 'question', at, at]
  }
  return [
    {
      name: 'audit_log',
      columns: 'id at actor_id actor_name action target before after ip request_id',
      rows: Array.from({ length: entries }, entry),
    },
    {
      name: 'conversations',
      columns: 'id user_id title title_source created_at updated_at',
      rows: Array.from({ length: Math.min(entries, 200) }, conversation),
    },
  ]
}
