import { FieldError } from './field.tsx'

type LongTextProps = {
  name: string
  label: string
  value: string
  rows: number
  maxlength: number
  hint: string
  /** takes the hint's place */
  error?: string | undefined
  /** names and codes, for the machine rather than for people */
  code?: boolean
}

const CODE = { class: 'input mono', autocapitalize: 'none', autocomplete: 'off', spellcheck: false } as const

/** A longer text; an empty line at its beginning is not lost. */
export const LongText = ({ name, label, value, rows, maxlength, hint, error, code }: LongTextProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <textarea
      {...(code ? CODE : { class: 'input' })}
      id={name}
      name={name}
      rows={rows}
      maxlength={maxlength}
      {...(error === undefined ? { 'aria-describedby': `${name}-h` } : { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` })}
    >
      {value.startsWith('\n') ? `\n${value}` : value}
    </textarea>
    {error === undefined ? (
      <p class="hint" id={`${name}-h`}>
        {hint}
      </p>
    ) : (
      <FieldError name={name} text={error} />
    )}
  </div>
)
