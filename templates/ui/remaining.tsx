import type { Remaining } from '../../src/usage/remaining.ts'
import type { Chrome } from '../chrome.ts'

type Props = { chrome: Chrome; lines: readonly Remaining[]; timeZone: string | null }

/** What is left of each limit, and when it starts anew, in the zone in which it is counted. */
export const RemainingList = ({ chrome, lines, timeZone }: Props) => (
  <ul class="items">
    {lines.map((line) => (
      <RemainingLine chrome={chrome} line={line} timeZone={timeZone} />
    ))}
  </ul>
)

const RemainingLine = ({ chrome: { t }, line, timeZone }: { chrome: Chrome; line: Remaining; timeZone: string | null }) => {
  const { name, limit, used, left, currency, resetsAt } = line
  const show = (amount: number) => (currency === null ? t.number(amount) : t.money(amount, currency))
  const percent = limit === 0 ? 100 : Math.min(100, Math.round((used / limit) * 100))
  return (
    <li>
      <div class="quota">
        <strong>{t.admin.quota[name]}</strong>
        <meter min={0} max={100} low={80} high={95} optimum={10} value={percent} aria-label={`${t.admin.quota[name]}: ${percent}%`} />
        <small>
          {t.admin.quota.left(show(left), show(limit))} · {t.admin.quota.resets(t.dateTime(resetsAt, timeZone))}
        </small>
      </div>
    </li>
  )
}
