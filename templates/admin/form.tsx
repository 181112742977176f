import type { Quota } from '../../src/db/values.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'

/** What was typed into the form that was refused, and what is wrong with it. Nothing of it: the page is shown as things are. */
export type FormState = { values: Record<string, string>; errors: Partial<Record<string, string>>; notice?: string | undefined }

export const UNTOUCHED: FormState = { values: {}, errors: {} }

/** Above the form: what is about no field of it. */
export const FormNotice = ({ notice }: { notice: string | undefined }) =>
  notice === undefined ? null : <Notice tone="danger" icon="alert" role="alert" title={notice} />

type QuotaFieldsProps = { chrome: Chrome; state: FormState; quota: Quota | null; group: Quota | null }

/** Money is typed in whole units and kept in millionths. */
const inUnits = (micros: number | undefined): string => (micros === undefined ? '' : String(micros / 1_000_000))
const inTokens = (tokens: number | undefined): string => (tokens === undefined ? '' : String(tokens))

export const QuotaFields = ({ chrome: { t }, state, quota, group }: QuotaFieldsProps) => {
  const hint = (limit: string | undefined, otherwise?: string) => (limit === undefined ? otherwise : t.admin.quota.ofGroup(limit))
  const tokens = (name: 'tokens_day' | 'tokens_month') => (
    <Field
      name={name}
      label={t.admin.quota[name]}
      value={state.values[name] ?? inTokens(quota?.[name])}
      hint={hint(group?.[name] === undefined ? undefined : t.number(group[name]))}
      error={state.errors[name]}
      placeholder={t.admin.quota.noLimit}
      autocomplete="off"
    />
  )
  const budget = group?.cost_month === undefined ? undefined : inUnits(group.cost_month)
  return (
    <>
      {tokens('tokens_day')}
      {tokens('tokens_month')}
      <Field
        name="cost_month"
        label={t.admin.quota.cost_month}
        value={state.values['cost_month'] ?? inUnits(quota?.cost_month)}
        hint={hint(budget, t.admin.quota.costHint)}
        error={state.errors['cost_month']}
        placeholder={t.admin.quota.noLimit}
        autocomplete="off"
      />
    </>
  )
}

/** Limits in a few words, for a cell of a table. */
export const QuotaWords = ({ chrome: { t }, quota }: { chrome: Chrome; quota: Quota | null }) => {
  if (quota === null) return <span class="muted">{t.admin.quota.noLimit}</span>
  const { short } = t.admin.quota
  const words = [
    quota.tokens_day === undefined ? null : short.tokens_day(t.number(quota.tokens_day)),
    quota.tokens_month === undefined ? null : short.tokens_month(t.number(quota.tokens_month)),
    quota.cost_month === undefined ? null : short.cost_month(t.number(quota.cost_month / 1_000_000)),
  ]
  return <span class="limits">{words.filter((word) => word !== null).join(' · ')}</span>
}

/** What is there to be copied. */
export const ReadOnly = ({ id, label, value }: { id: string; label: string; value: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input class="input mono" id={id} value={value} readonly />
  </div>
)

type DeletionProps = { action: string; label: string; name: string; state: FormState; submit: string }

/** Deletes what has this name, for who types it: it must work without script. */
export const DeletionForm = ({ action, label, name, state, submit }: DeletionProps) => (
  <form class="stack narrow" method="post" action={action}>
    <Field
      name="confirm"
      label={label}
      value={state.values['confirm']}
      hint={name}
      error={state.errors['confirm']}
      autocomplete="off"
      required
      literal
    />
    <div>
      <button class="btn danger">{submit}</button>
    </div>
  </form>
)
