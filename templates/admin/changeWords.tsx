import type { Json } from '../../src/db/values.ts'
import type { Strings } from '../i18n/index.ts'

type Fields = Record<string, Json>

const fieldsOf = (value: Json): Fields => {
  if (value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? value : { value }
}

/** A value as people read it, whoever wrote it. */
function words(t: Strings, value: Json | undefined): string {
  if (value === null || value === undefined || value === '') return t.audit.nothing
  if (typeof value === 'boolean') return value ? t.audit.yes : t.audit.no
  if (typeof value === 'number') return t.number(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((entry) => words(t, entry)).join(', ')
  return Object.entries(value)
    .map(([name, entry]) => `${name} ${words(t, entry)}`)
    .join(', ')
}

/** Each field in a line of its own: what it was, and what it is. */
export const ChangeWords = ({ t, before, after }: { t: Strings; before: Json; after: Json }) => {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return (
    <>
      {names.map((name) => (
        <div>{line(t, name, was, is)}</div>
      ))}
    </>
  )
}

function line(t: Strings, name: string, was: Fields, is: Fields): string {
  if (!(name in was)) return t.audit.is(name, words(t, is[name]))
  if (!(name in is)) return t.audit.was(name, words(t, was[name]))
  return t.audit.field(name, words(t, was[name]), words(t, is[name]))
}
