import type { KeyView } from '../../../src/upstreams/keyState.ts'
import { paths } from '../../../src/paths.ts'
import type { Chrome } from '../../chrome.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { AdminPage, Empty } from '../frame.tsx'
import { KeyTable } from './table.tsx'

export type KeysProps = { chrome: Chrome; keys: readonly KeyView[] }

export const KeysPage = ({ chrome, keys }: KeysProps) => {
  const { keys: words } = chrome.t
  const add = (
    <a class="btn small" href={paths.adminNewKey()}>
      <Icon name="plus" small />
      {words.add}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="keys" title={words.title} action={add}>
      <div id="notices" aria-live="polite" />
      <KeysNow chrome={chrome} keys={keys} />
      <section class="section" aria-labelledby="how-h">
        <h2 id="how-h">{words.how}</h2>
        <p class="muted prose-width">{words.howLead}</p>
      </section>
    </AdminPage>
  )
}

/** What changes by itself: it is asked for anew every five seconds, and comes whole after a test. */
export const KeysNow = ({ chrome, keys }: KeysProps) => (
  <div id="keys-now" class="stack-wide" hx-get={paths.adminKeys()} hx-trigger="every 5s" hx-swap="outerMorph">
    <PoolNotice chrome={chrome} keys={keys} />
    <section class="section" aria-labelledby="pool-h">
      <header>
        <h2 id="pool-h">{chrome.t.keys.pool}</h2>
        {keys.length > 0 && <TestAll chrome={chrome} />}
      </header>
      {keys.length === 0 ? (
        <Empty icon="key" title={chrome.t.keys.none} lead={chrome.t.keys.noneLead} />
      ) : (
        <KeyTable chrome={chrome} keys={keys} />
      )}
    </section>
  </div>
)

const TestAll = ({ chrome: { t } }: { chrome: Chrome }) => (
  <form
    method="post"
    action={paths.adminKeysTest()}
    hx-post={paths.adminKeysTest()}
    hx-target="#keys-now"
    hx-swap="outerMorph"
    hx-sync="this:drop"
  >
    <button class="btn small">
      <Icon name="zap" small />
      {t.keys.testAll}
    </button>
  </form>
)

/** Red while nobody can be answered, yellow while some keys are out. */
const PoolNotice = ({ chrome: { t }, keys }: KeysProps) => {
  const { keys: words } = t
  if (keys.length === 0) return null
  const inUse = keys.filter((key) => key.enabled && key.status !== 'set_aside')
  if (inUse.length === 0) {
    return (
      <Notice tone="danger" icon="alert" title={words.dead}>
        {words.deadLead}
      </Notice>
    )
  }
  const aside = keys.filter((key) => key.enabled && key.status === 'set_aside').length
  const resting = inUse.filter(({ status }) => status === 'cooling').length
  const out = [aside > 0 ? words.aside(aside) : null, resting > 0 ? words.resting(resting) : null].filter((text) => text !== null)
  if (out.length === 0) return null
  const free = inUse.filter(({ status }) => status !== 'cooling').map(({ label }) => label)
  return (
    <Notice tone="warning" icon="warn" title={out.join(' · ')}>
      {free.length === 0 ? words.noneFree : words.someLead(namesOf(free))}
    </Notice>
  )
}

const MOST_NAMES = 3

const namesOf = (labels: readonly string[]): string => {
  const named = labels.slice(0, MOST_NAMES).map((label) => `“${label}”`)
  return named.join(', ') + (labels.length > MOST_NAMES ? ' …' : '')
}
