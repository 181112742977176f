import type { Child } from 'hono/jsx'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'
import type { RecordsView } from './view.ts'

type FilterProps = {
  chrome: Chrome
  action: string
  /** what is brought up to date without loading the page, where there is script */
  target: string
  view: RecordsView
  models: readonly string[]
  /** where everything is shown again; null: it is already */
  clear: string | null
  /** fields for what else these records are found by */
  children?: Child
}

export const RecordsFilter = ({ chrome, action, target, view, models, clear, children }: FilterProps) => {
  const { filter, records } = chrome.t.usage
  const offered = view.model && !models.includes(view.model) ? [view.model, ...models] : models
  return (
    <form
      class="toolbar filter"
      role="search"
      method="get"
      action={action}
      aria-label={filter.label}
      hx-get={action}
      hx-target={target}
      hx-trigger="submit, change"
      hx-sync="this:replace"
    >
      {view.days !== undefined && <input type="hidden" name="days" value={view.days} />}
      {children}
      <Day name="from" label={filter.from} value={view.from} />
      <Day name="to" label={filter.to} value={view.to} />
      <Choice name="model" label={filter.model} any={filter.anyModel} chosen={view.model} options={offered.map((name) => [name, name])} />
      <Choice name="status" label={filter.status} any={filter.anyStatus} chosen={view.status} options={Object.entries(records.statuses)} />
      <button class="btn">{filter.submit}</button>
      {clear !== null && (
        <a class="btn quiet" href={clear}>
          {filter.clear}
        </a>
      )}
    </form>
  )
}

const Day = ({ name, label, value }: { name: 'from' | 'to'; label: string; value: string | undefined }) => (
  <div class="field">
    <label for={name}>{label}</label>
    <input class="input" id={name} name={name} type="date" value={value ?? ''} autocomplete="off" />
  </div>
)

type ChoiceProps = { name: string; label: string; any: string; chosen: string | undefined; options: readonly (readonly [string, string])[] }

const Choice = ({ name, label, any, chosen, options }: ChoiceProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <span class="select auto">
      <select id={name} name={name}>
        <option value="">{any}</option>
        {options.map(([value, words]) => (
          <option value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
      <Icon name="caret" small />
    </span>
  </div>
)
