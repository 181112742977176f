import { paths } from '../../../src/paths.ts'
import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import { Icon } from '../../ui/icon.tsx'
import { clock, KeyStateWords } from './state.tsx'
import { MoneyLeft } from './test.tsx'

type RowProps = { chrome: Chrome; view: KeyView }

/** The pool, in the order in which it is tried. */
export const KeyTable = ({ chrome, keys }: { chrome: Chrome; keys: readonly KeyView[] }) => {
  const { keys: words } = chrome.t
  return (
    <>
      <div class="table-wrap" tabindex={0} role="region" aria-label={words.table}>
        <table class="table fold keys">
          <thead>
            <tr>
              <th>{words.key}</th>
              <th>{words.server}</th>
              <th>{words.state}</th>
              <th class="num">{words.order}</th>
              <th class="num">{words.running}</th>
              <th class="num">{words.success}</th>
              <th>{words.lastTest}</th>
              <th class="acts">
                <span class="sr">{words.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((view) => (
              <KeyRow chrome={chrome} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {keys.map((view) => (
        <Menu chrome={chrome} view={view} />
      ))}
    </>
  )
}

const KeyRow = ({ chrome, view }: RowProps) => {
  const { t } = chrome
  const { keys: words } = t
  return (
    <tr id={`key-${view.id}`}>
      <th scope="row">
        <a href={paths.adminKey(view.id)}>{view.label}</a>
        <small>
          {view.hasSecret ? <code>…{view.last4}</code> : words.keyless}
          {view.models !== null && ` · ${words.someModels(view.models.length)}`}
        </small>
      </th>
      <td data-label={words.server}>
        {view.provider}
        <small class="address">{hostOf(view.baseUrl)}</small>
      </td>
      <td class="whole" data-label={words.state}>
        <KeyStateWords chrome={chrome} view={view} />
      </td>
      <td class="num" data-label={words.order}>
        {t.number(view.priority)} · {t.number(view.weight)}
      </td>
      <td class="num" data-label={words.running}>
        {view.maxConcurrency === null ? t.number(view.running) : words.runningOf(view.running, view.maxConcurrency)}
        {view.rpm !== null && <small>{words.perMinute(view.rpm)}</small>}
      </td>
      <td class="num" data-label={words.success}>
        {view.day.ended === 0 ? <span class="muted">{words.noCalls}</span> : words.percent(1 - view.day.failed / view.day.ended)}
        {view.day.ended > 0 && <small>{words.ofCalls(view.day.ended)}</small>}
      </td>
      <td data-label={words.lastTest}>
        <LastTest chrome={chrome} view={view} />
      </td>
      <td class="acts">
        <Actions chrome={chrome} view={view} />
      </td>
    </tr>
  )
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url

const LastTest = ({ chrome, view: { tested } }: RowProps) => {
  const { keys: words } = chrome.t
  if (tested === null) return <span class="muted">{words.never}</span>
  return (
    <>
      {tested.reason === null ? words.passed : words.failed} <time>{clock(chrome, new Date(tested.at))}</time>
      <small>
        {tested.reason === null ? tested.ms !== null && words.ms(tested.ms) : tested.problem !== null && words.short[tested.problem]}
      </small>
      {tested.balance && <MoneyLeft chrome={chrome} balance={tested.balance} />}
    </>
  )
}

const Actions = ({ chrome: { t }, view: { id, label } }: RowProps) => (
  <>
    <form
      method="post"
      action={paths.adminKeyTest(id)}
      hx-post={paths.adminKeyTest(id)}
      hx-target="#keys-now"
      hx-swap="outerMorph"
      hx-sync="this:drop"
    >
      <button class="icon-btn" aria-label={t.keys.of(t.keys.test, label)} title={t.keys.test}>
        <Icon name="zap" />
      </button>
    </form>
    <button type="button" class="icon-btn" aria-label={t.keys.actionsOf(label)} title={t.keys.actions} popovertarget={`menu-${id}`}>
      <Icon name="more" />
    </button>
  </>
)

const Menu = ({ chrome: { t }, view: { id, label, enabled } }: RowProps) => (
  <div class="menu end" id={`menu-${id}`} popover="auto" role="group" aria-label={t.keys.actionsOf(label)}>
    <a class="row" href={paths.adminKey(id)}>
      <Icon name="edit" />
      <span class="label">{t.keys.edit}</span>
    </a>
    <form method="post" action={paths.adminKeyState(id)}>
      <input type="hidden" name="enabled" value={enabled ? 'false' : 'true'} />
      <button class="row">
        <Icon name={enabled ? 'ban' : 'check'} />
        <span class="label">{enabled ? t.keys.disable : t.keys.enable}</span>
      </button>
    </form>
    <hr />
    <a class="row danger" href={`${paths.adminKey(id)}#removal`}>
      <Icon name="trash" />
      <span class="label">{t.keys.remove}</span>
    </a>
  </div>
)
