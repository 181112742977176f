import type { Child } from 'hono/jsx'
import type { Total, Totals } from '../../src/admin/overview/totals.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { queryOf } from '../ui/query.ts'

/** What was used this month, by model, by key and by those who used most. */
export const MonthTables = ({ chrome, totals: { models, keys, users } }: { chrome: Chrome; totals: Totals }) => {
  const { overview: t } = chrome.t
  if (models.length === 0) return <Nothing chrome={chrome} />
  const ofModel = ({ name }: Total) => queryOf({ model: name ?? '' })
  const ofKey = ({ id }: Total) => (id === null ? null : queryOf({ key: id }))
  const ofUser = ({ id }: Total) => (id === null ? null : queryOf({ user: id }))
  return (
    <>
      <TotalTable chrome={chrome} id="models" title={t.models} first={t.model} nobody={t.model} lines={models} filterOf={ofModel} timed />
      <TotalTable chrome={chrome} id="keys" title={t.keysUsed} first={t.key} nobody={t.noKey} lines={keys} filterOf={ofKey} timed />
      <TotalTable chrome={chrome} id="users" title={t.topUsers} first={t.user} nobody={t.removed} lines={users} filterOf={ofUser} />
    </>
  )
}

const Nothing = ({ chrome: { t } }: { chrome: Chrome }) => (
  <section class="section">
    <h2>{t.overview.month}</h2>
    <p class="muted">{t.overview.nothing}</p>
  </section>
)

type TableProps = {
  chrome: Chrome
  id: string
  title: string
  /** the head of the first column */
  first: string
  /** what stands for a name that is not there */
  nobody: string
  lines: readonly Total[]
  /** the records behind a line; null: they cannot be named */
  filterOf: (line: Total) => string | null
  /** with the times to the first token */
  timed?: boolean
}

const TotalTable = (props: TableProps) => {
  const { chrome, id, title, first, lines, timed = false } = props
  const { overview: t } = chrome.t
  return (
    <section class="section">
      <h2 id={`${id}-h`}>{title}</h2>
      <div class="table-wrap" tabindex={0} role="region" aria-labelledby={`${id}-h`}>
        <table class="table fold">
          <thead>
            <tr>
              <th>{first}</th>
              {[t.calls, t.failed, t.tokens, t.spent, ...(timed ? [t.p50, t.p95] : [])].map((head) => (
                <th class="num">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <TotalRow {...props} line={line} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const TotalRow = ({ chrome: { t }, line, nobody, filterOf, timed = false }: TableProps & { line: Total }) => {
  const { name, requests, failed, totalTokens, costs, firstToken } = line
  const filter = filterOf(line)
  const time = (ms: number | undefined) => (ms === undefined ? t.logs.noValue : t.overview.time(ms))
  return (
    <tr>
      <th scope="row">{filter === null ? (name ?? nobody) : <a href={paths.adminUsage(filter)}>{name ?? nobody}</a>}</th>
      <Figure label={t.overview.calls}>{t.number(requests)}</Figure>
      <Figure label={t.overview.failed}>{t.number(failed)}</Figure>
      <Figure label={t.overview.tokens}>{t.number(totalTokens)}</Figure>
      <Figure label={t.overview.spent}>
        {costs.map(({ cost, currency }) => (
          <div>{t.usage.spent(cost, currency)}</div>
        ))}
      </Figure>
      {timed && <Figure label={t.overview.p50}>{time(firstToken?.p50)}</Figure>}
      {timed && <Figure label={t.overview.p95}>{time(firstToken?.p95)}</Figure>}
    </tr>
  )
}

const Figure = ({ label, children }: { label: string; children?: Child }) => (
  <td class="num" data-label={label}>
    {children}
  </td>
)
