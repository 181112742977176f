import type { Now } from '../../src/admin/overview/overview.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Notice } from '../ui/notice.tsx'

export type NowProps = { chrome: Chrome; now: Now }

/** What is going on: the figures of the moment, and above them what nobody may overlook. */
export const NowFigures = ({ chrome, now }: NowProps) => {
  const { t, timeZone } = chrome
  const { all, working, cooling } = now.keys
  return (
    <>
      <div id="notices" />
      {all > 0 && working + cooling === 0 && <NoKeyWorks chrome={chrome} />}
      <div class="cards">
        <Running chrome={chrome} now={now} />
        <People chrome={chrome} now={now} />
        <Tokens chrome={chrome} now={now} />
        <Errors chrome={chrome} now={now} />
      </div>
      <p class="muted">
        <small>{t.overview.asOf(t.time(now.at, timeZone), timeZone ?? 'UTC')}</small>
      </p>
    </>
  )
}

const NoKeyWorks = ({ chrome: { t } }: { chrome: Chrome }) => {
  const action = (
    <a class="btn small" href={paths.adminKeys()}>
      {t.overview.lookAtKeys}
    </a>
  )
  return (
    <Notice tone="danger" icon="alert" title={t.overview.deadTitle} action={action}>
      {t.overview.deadLead}
    </Notice>
  )
}

const Running = ({ chrome: { t }, now: { running, firstToken } }: NowProps) => (
  <div class="stat">
    <h3>{t.overview.running}</h3>
    <p class="figure">{t.number(running)}</p>
    <p>
      {firstToken === null
        ? t.overview.noFirstToken
        : t.overview.firstToken(t.overview.time(firstToken.p50), t.overview.time(firstToken.p95))}
    </p>
  </div>
)

const People = ({ chrome: { t }, now: { users } }: NowProps) => (
  <div class="stat">
    <h3>{t.overview.usersToday}</h3>
    <p class="figure">
      {t.number(users.active)} <small>{t.overview.of(users.all)}</small>
    </p>
    <p>{t.overview.newUsers(users.fresh)}</p>
  </div>
)

const Tokens = ({ chrome: { t }, now: { today, yesterday } }: NowProps) => {
  const currencies = [...new Set([...today.costs, ...yesterday.costs].map(({ currency }) => currency))]
  const costIn = (currency: string, { costs }: Now['today']) =>
    t.usage.spent(costs.find((cost) => cost.currency === currency)?.cost ?? 0, currency)
  return (
    <div class="stat">
      <h3>{t.overview.tokensToday}</h3>
      <p class="figure">
        <data value={today.totalTokens} title={t.number(today.totalTokens)}>
          {t.usage.short(today.totalTokens)}
        </data>
      </p>
      <p>{t.overview.requests(today.requests)}</p>
      {currencies.length === 0 && <p>{t.overview.noCost}</p>}
      {currencies.map((currency) => (
        <p>{t.overview.cost(costIn(currency, today), costIn(currency, yesterday))}</p>
      ))}
    </div>
  )
}

const Errors = ({ chrome: { t }, now: { hour } }: NowProps) => (
  <div class="stat">
    <h3>{t.overview.errors}</h3>
    <p class="figure">
      {t.overview.share(hour.failed / Math.max(hour.calls, 1))} <small>{t.overview.ofCalls(hour.failed, hour.calls)}</small>
    </p>
    <p>{whoseErrors(t, hour)}</p>
  </div>
)

function whoseErrors(t: Chrome['t'], { calls, byKey }: Now['hour']): string {
  const [first] = byKey
  if (first === undefined) return calls === 0 ? t.overview.noCalls : t.overview.noErrors
  return byKey.length === 1 ? t.overview.allFrom(first.keyLabel) : t.overview.mostFrom(first.keyLabel)
}
