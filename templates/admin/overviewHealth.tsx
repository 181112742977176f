import type { Child } from 'hono/jsx'
import type { Now } from '../../src/admin/overview/overview.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import type { NowProps } from './overviewNow.tsx'

type Verdict = { tone: 'success' | 'warning' | 'danger' | null; word: string }

const SLOW_MS = 250
/** shares of the disk, and bytes */
const [LOW, FULL, FULL_BYTES] = [0.1, 0.02, 200_000_000]

/** What the server needs, each with a word for how it does. */
export const HealthList = ({ chrome, now: { health, keys } }: NowProps) => (
  <ul class="items">
    <Database chrome={chrome} database={health.database} />
    <Redis chrome={chrome} redis={health.redis} />
    <Disk chrome={chrome} disk={health.disk} />
    <Keys chrome={chrome} keys={keys} />
  </ul>
)

type RowProps = { name: string; facts: string; verdict: Verdict; action?: Child }

const Row = ({ name, facts, verdict: { tone, word }, action }: RowProps) => (
  <li>
    <Icon name={tone === 'danger' ? 'alert' : tone === 'warning' ? 'warn' : 'check'} />
    <div>
      {name}
      <small>{facts}</small>
    </div>
    <span class="badge" {...(tone === null ? {} : { 'data-tone': tone })}>
      {word}
    </span>
    {action}
  </li>
)

const speedOf = ({ overview: t }: Chrome['t'], ms: number): Verdict =>
  ms > SLOW_MS ? { tone: 'warning', word: t.slow } : { tone: 'success', word: t.healthy }

const Database = ({ chrome: { t }, database }: { chrome: Chrome; database: Now['health']['database'] }) => {
  const { kind, bytes, pingMs } = database
  const answer = pingMs === null ? t.overview.doesNotAnswer : t.overview.answersIn(t.overview.time(pingMs))
  const facts = [t.overview.kinds[kind], ...(bytes === null ? [] : [t.overview.bytes(bytes)]), answer]
  const verdict: Verdict = pingMs === null ? { tone: 'danger', word: t.overview.silent } : speedOf(t, pingMs)
  return <Row name={t.overview.database} facts={facts.join(' · ')} verdict={verdict} />
}

const Redis = ({ chrome: { t }, redis: { isUsed, pingMs } }: { chrome: Chrome; redis: Now['health']['redis'] }) => {
  if (!isUsed) return <Row name={t.overview.redis} facts={t.overview.noRedis} verdict={{ tone: null, word: t.overview.inProcess }} />
  if (pingMs === null)
    return <Row name={t.overview.redis} facts={t.overview.redisAway} verdict={{ tone: 'danger', word: t.overview.away }} />
  return <Row name={t.overview.redis} facts={t.overview.answersIn(t.overview.time(pingMs))} verdict={speedOf(t, pingMs)} />
}

const Disk = ({ chrome: { t }, disk }: { chrome: Chrome; disk: Now['health']['disk'] }) => {
  if (disk === null)
    return <Row name={t.overview.disk} facts={t.overview.doesNotAnswer} verdict={{ tone: 'warning', word: t.overview.silent }} />
  const facts = t.overview.free(t.overview.bytes(disk.free), t.overview.bytes(disk.total))
  return <Row name={t.overview.disk} facts={facts} verdict={roomOf(t, disk)} />
}

function roomOf({ overview: t }: Chrome['t'], { free, total }: { free: number; total: number }): Verdict {
  if (free < FULL_BYTES || free < total * FULL) return { tone: 'danger', word: t.full }
  return free < total * LOW ? { tone: 'warning', word: t.low } : { tone: 'success', word: t.healthy }
}

const Keys = ({ chrome: { t }, keys }: { chrome: Chrome; keys: Now['keys'] }) => {
  const { all, working, cooling, setAside, disabled } = keys
  const words = [
    t.overview.working(working, all),
    ...(cooling > 0 ? [t.overview.cooling(cooling)] : []),
    ...(setAside > 0 ? [t.overview.setAside(setAside)] : []),
    ...(disabled > 0 ? [t.overview.disabled(disabled)] : []),
  ]
  const verdict = verdictOf(t, keys)
  const way =
    all === 0 ? (
      <a class="btn small" href={paths.adminNewKey()}>
        {t.overview.addKey}
      </a>
    ) : (
      verdict.tone !== 'success' && (
        <a class="btn small" href={paths.adminKeys()}>
          {t.overview.lookAtKeys}
        </a>
      )
    )
  return <Row name={t.overview.keys} facts={all === 0 ? t.overview.noKeys : words.join(' · ')} verdict={verdict} action={way} />
}

function verdictOf({ overview: t }: Chrome['t'], { all, working, cooling, setAside }: Now['keys']): Verdict {
  if (all === 0) return { tone: 'warning', word: t.demo }
  if (working + cooling === 0) return { tone: 'danger', word: t.noneWorks }
  if (working === 0) return { tone: 'warning', word: t.allCooling }
  return cooling + setAside > 0 ? { tone: 'warning', word: t.look } : { tone: 'success', word: t.healthy }
}
