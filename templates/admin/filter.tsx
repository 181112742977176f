import type { Child } from 'hono/jsx'
import type { Chrome } from '../chrome.ts'
import { Icon } from '../ui/icon.tsx'

/** What a list shows: as the address says it. */
export type FilterFields = Record<string, string | undefined>

type FormProps = { chrome: Chrome; action: string; filter: FilterFields; children?: Child }

export const FilterForm = ({ chrome: { t }, action, filter, children }: FormProps) => (
  <form class="toolbar filter" role="search" method="get" action={action} aria-label={t.audit.filter}>
    {children}
    <button class="btn">{t.audit.submit}</button>
    {Object.values(filter).some((value) => value) && (
      <a class="btn quiet" href={action}>
        {t.audit.clear}
      </a>
    )}
  </form>
)

type InputProps = { name: string; label: string; value: string | undefined; type: 'text' | 'date' | 'search' }

export const FilterInput = ({ name, label, value, type }: InputProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <input class="input" id={name} name={name} type={type} value={value ?? ''} maxlength={128} autocomplete="off" />
  </div>
)

type ChoiceProps = { name: string; label: string; any: string; value: string | undefined; options: Readonly<Record<string, string>> }

export const FilterChoice = ({ name, label, any, value, options }: ChoiceProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <span class="select auto">
      <select id={name} name={name}>
        <option value="">{any}</option>
        {Object.entries(options).map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
      <Icon name="caret" small />
    </span>
  </div>
)
