import type { Chrome } from '../chrome.ts'
import { FieldError } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import type { FormState } from './form.tsx'

/** A line of prices as its fields show it: money in whole units, an empty field is absent. */
export type PriceLine = {
  currency?: string | undefined
  from?: string | undefined
  input?: string | undefined
  cached_input?: string | undefined
  output?: string | undefined
  zone?: string | undefined
  start?: string | undefined
  end?: string | undefined
  holidays?: string | undefined
  weekdays: readonly number[]
  isRemoved?: boolean
}

/** Millionths in whole units, at least two digits of the part, without a float in between. */
export function amountIn(micros: number): string {
  const digits = String(micros).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6).replace(/0{1,4}$/, '')}`
}

type Part = 'currency' | 'from' | 'input' | 'cached_input' | 'output' | 'zone' | 'start' | 'end'
type LineProps = { chrome: Chrome; row: number; line: PriceLine; isNew: boolean; errors: FormState['errors'] }

export const PriceFields = ({ chrome, lines, errors }: { chrome: Chrome; lines: readonly PriceLine[]; errors: FormState['errors'] }) => (
  <div class="price-lines">
    {lines.map((line, row) => (
      <PriceLineFields chrome={chrome} row={row} line={line} isNew={!line.currency && !line.input} errors={errors} />
    ))}
  </div>
)

const PriceLineFields = (props: LineProps) => {
  const { chrome, row, line, isNew, errors } = props
  const { models: words } = chrome.t
  return (
    <fieldset class="price-line">
      <legend>{isNew ? words.newLine(row + 1) : words.line(row + 1)}</legend>
      <div class="row">
        <Cell {...props} part="currency" label={words.currency} placeholder="CNY" most={3} />
        <Cell {...props} part="from" label={words.from} placeholder="2026-07-01" most={40} hint={words.fromHint} wide />
        <Cell {...props} part="input" label={words.input} most={20} />
        <Cell {...props} part="cached_input" label={words.cached_input} placeholder={words.asInput} most={20} />
        <Cell {...props} part="output" label={words.outputPrice} most={20} />
      </div>
      <Errors row={row} errors={errors} parts={['currency', 'from', 'input', 'cached_input', 'output']} />
      <details class="more" open={hasWindow(props)}>
        <summary>
          <Icon name="right" small />
          {words.window}
        </summary>
        <p class="hint">{words.windowHint}</p>
        <div class="row">
          <Cell {...props} part="zone" label={words.zone} placeholder="Asia/Shanghai" most={64} wide />
          <Cell {...props} part="start" label={words.start} placeholder="09:00" most={5} />
          <Cell {...props} part="end" label={words.end} placeholder="12:00" most={5} />
        </div>
        <Errors row={row} errors={errors} parts={['zone', 'start', 'end']} />
        <Weekdays {...props} />
        <Holidays {...props} />
      </details>
      {!isNew && (
        <label class="tick">
          <input type="checkbox" name={`price_${row}_remove`} value="on" checked={line.isRemoved ?? false} />
          {words.removeLine}
        </label>
      )}
    </fieldset>
  )
}

const WINDOW_PARTS = ['zone', 'start', 'end', 'weekdays', 'holidays']

const hasWindow = ({ row, line, errors }: LineProps): boolean =>
  [line.zone, line.start, line.end, line.holidays].some(Boolean) ||
  line.weekdays.length > 0 ||
  WINDOW_PARTS.some((part) => errors[`price_${row}_${part}`] !== undefined)

type CellProps = LineProps & { part: Part; label: string; most: number; placeholder?: string; hint?: string; wide?: boolean }

const Cell = ({ row, line, errors, part, label, most, placeholder, hint, wide }: CellProps) => {
  const name = `price_${row}_${part}`
  const error = errors[name]
  return (
    <div class={wide === true ? 'field wide' : 'field'}>
      <label for={name}>{label}</label>
      <input
        class="input"
        id={name}
        name={name}
        value={line[part] ?? ''}
        placeholder={placeholder}
        maxlength={most}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        title={hint}
        {...(error === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` })}
      />
    </div>
  )
}

/** Below the row: its fields are too narrow for a sentence. */
const Errors = ({ row, errors, parts }: Pick<LineProps, 'row' | 'errors'> & { parts: readonly Part[] }) => (
  <>
    {parts.map((part) => {
      const name = `price_${row}_${part}`
      const error = errors[name]
      return error === undefined ? null : (
        <div class="field">
          <FieldError name={name} text={error} />
        </div>
      )
    })}
  </>
)

const Weekdays = ({ chrome: { t }, row, line, errors }: LineProps) => {
  const name = `price_${row}_weekdays`
  const error = errors[name]
  return (
    <fieldset class="field" {...(error === undefined ? {} : { 'aria-describedby': `${name}-e` })}>
      <legend>{t.models.weekdays}</legend>
      <div class="segmented">
        {t.models.days.map((day, index) => (
          <label>
            <input type="checkbox" name={`price_${row}_day_${index + 1}`} value="on" checked={line.weekdays.includes(index + 1)} />
            <span>{day}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <FieldError name={name} text={error} />}
    </fieldset>
  )
}

const Holidays = ({ chrome: { t }, row, line, errors }: LineProps) => {
  const name = `price_${row}_holidays`
  const error = errors[name]
  return (
    <div class="field">
      <label for={name}>{t.models.holidays}</label>
      <textarea
        class="input mono"
        id={name}
        name={name}
        maxlength={4_000}
        spellcheck={false}
        aria-describedby={error === undefined ? `${name}-h` : `${name}-e`}
        {...(error === undefined ? {} : { 'aria-invalid': 'true' })}
      >
        {line.holidays ?? ''}
      </textarea>
      {error === undefined ? (
        <p class="hint" id={`${name}-h`}>
          {t.models.holidaysHint}
        </p>
      ) : (
        <FieldError name={name} text={error} />
      )}
    </div>
  )
}
