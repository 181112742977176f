import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { dayNumber, partsOf } from '../i18n/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { ConversationItem, SidebarView } from './views.ts'

type Clock = Pick<Chrome, 't' | 'timeZone' | 'now'>

/** Conversations by day. */
export const ConversationList = ({ clock, sidebar }: { clock: Clock; sidebar: SidebarView }) => (
  <nav class="places" aria-label={clock.t.nav.conversations}>
    {sidebar.conversations.length === 0 && <p class="none">{clock.t.nav.none}</p>}
    <ConversationPage clock={clock} sidebar={sidebar} previousAt={null} />
  </nav>
)

/** `previousAt`: of the last conversation on the page before; its heading is not said again. */
export type ConversationPageProps = { clock: Clock; sidebar: SidebarView; previousAt: Date | null }

/** One page of the list: what answers `paths.conversations(cursor)` to htmx. */
export const ConversationPage = ({ clock, sidebar, previousAt }: ConversationPageProps) => {
  const said = previousAt === null ? null : groupName(clock, previousAt)
  return (
    <>
      {groups(clock, sidebar.conversations).map(({ name, items }) => (
        <>
          {name !== said && <h2>{name}</h2>}
          <ul class="list">
            {items.map((item) => (
              <Row clock={clock} item={item} current={item.id === sidebar.currentId} />
            ))}
          </ul>
        </>
      ))}
      {sidebar.nextCursor !== null && <More clock={clock} cursor={sidebar.nextCursor} />}
    </>
  )
}

const Row = ({ clock: { t }, item, current }: { clock: Clock; item: ConversationItem; current: boolean }) => (
  <li>
    <a class="row" href={paths.chat(item.id)} {...(current ? { 'aria-current': 'page' } : {})}>
      <span class="label">{item.title}</span>
      {item.running && !current && <span class="dot" role="img" aria-label={t.nav.answering} />}
    </a>
    {current && (
      <button type="button" class="icon-btn bare" aria-label={t.conversation.optionsOf(item.title)} popovertarget="conv-menu">
        <Icon name="more" />
      </button>
    )}
  </li>
)

const More = ({ clock: { t }, cursor }: { clock: Clock; cursor: string }) => (
  <a
    class="row more-link"
    href={paths.conversations(cursor)}
    hx-get={paths.conversations(cursor)}
    hx-trigger="click, revealed"
    hx-swap="outerHTML"
    hx-sync="this:drop"
  >
    <Icon name="down" />
    <span class="label">{t.nav.more}</span>
  </a>
)

type Group = { name: string; items: ConversationItem[] }

/** The newest come first, so that of each group only the edges are looked for: telling the day in a zone is dear. */
function groups(clock: Clock, items: readonly ConversationItem[]): Group[] {
  const nameAt = (index: number): string => groupName(clock, items[index]!.updatedAt)
  const found: Group[] = []
  for (let from = 0, end = 0; from < items.length; from = end) {
    const name = nameAt(from)
    end = endOfGroup(from, items.length, (index) => nameAt(index) === name)
    found.push({ name, items: items.slice(from, end) })
  }
  return found
}

/** The first index from `from` on that is not in its group. */
function endOfGroup(from: number, length: number, isInGroup: (index: number) => boolean): number {
  if (isInGroup(length - 1)) return length
  let [inside, outside] = [from, length - 1]
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1
    if (isInGroup(middle)) inside = middle
    else outside = middle
  }
  return outside
}

/** Days are counted on the reader's calendar. */
function groupName({ t, timeZone, now }: Clock, date: Date): string {
  const days = dayNumber(now, timeZone) - dayNumber(date, timeZone)
  if (days <= 0) return t.nav.today
  if (days === 1) return t.nav.yesterday
  if (days <= 7) return t.nav.week
  const sameYear = partsOf(date, timeZone).year === partsOf(now, timeZone).year
  return sameYear ? t.month(date, timeZone) : t.monthYear(date, timeZone)
}
