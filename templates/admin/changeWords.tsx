import type { Json } from '../../src/db/values.ts'
import type { Chrome } from '../chrome.ts'

type Fields = Record<string, Json>
type Reader = Pick<Chrome, 't' | 'timeZone'>

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

const fieldsOf = (value: Json): Fields => {
  if (value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? value : { value }
}

/** characters of one value that the page shows; the entry has all of it */
const LONG = 300
const cut = (text: string): string => (text.length > LONG ? `${text.slice(0, LONG)}…` : text)

/** A value as people read it, whoever wrote it; money is kept in millionths. */
function words({ t, timeZone }: Reader, value: Json | undefined, name: string): string {
  if (value === null || value === undefined || value === '') return t.audit.nothing
  if (typeof value === 'boolean') return value ? t.audit.yes : t.audit.no
  if (typeof value === 'number') return t.number(name.endsWith('cost_month') ? value / 1_000_000 : value)
  if (typeof value === 'string') return TIME.test(value) ? t.dateTime(new Date(value), timeZone) : cut(value)
  if (Array.isArray(value)) return value.map((entry) => words({ t, timeZone }, entry, name)).join(', ')
  return Object.entries(value)
    .map(([inner, entry]) => `${labelOf(t, inner)} ${words({ t, timeZone }, entry, inner)}`)
    .join(', ')
}

/** What an older or a newer version has written, and this one has no words for, is shown by its own name. */
export const wordsFor = (words: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(words, name) ? words[name] : undefined) ?? name

const labelOf = (t: Chrome['t'], name: string): string => wordsFor(t.audit.fields, name)

/** Each field in a line of its own: what it was, and what it is. Nothing is told of what is as it was, or was empty and is new or gone. */
export const ChangeWords = ({ reader, before, after }: { reader: Reader; before: Json; after: Json }) => {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const isTold = (name: string) => (was[name] != null || is[name] != null) && JSON.stringify(was[name]) !== JSON.stringify(is[name])
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(isTold)
  return (
    <>
      {names.map((name) => (
        <div>{line(reader, name, was, is)}</div>
      ))}
    </>
  )
}

function line(reader: Reader, name: string, was: Fields, is: Fields): string {
  const { audit } = reader.t
  const label = labelOf(reader.t, name)
  if (!Object.hasOwn(was, name)) return audit.is(label, words(reader, is[name], name))
  if (!Object.hasOwn(is, name)) return audit.was(label, words(reader, was[name], name))
  return audit.field(label, words(reader, was[name], name), words(reader, is[name], name))
}
