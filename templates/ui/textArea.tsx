import { FieldError } from './field.tsx'

type TextAreaProps = {
  name: string
  label: string
  hint: string
  value: string
  error: string | undefined
  rows: number
  maxlength: number
  placeholder?: string
}

/** Names and codes, a line each: no capitals, no spelling. */
export const TextArea = ({ name, label, hint, value, error, ...size }: TextAreaProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <textarea
      class="input mono"
      id={name}
      name={name}
      autocapitalize="none"
      autocomplete="off"
      spellcheck={false}
      {...size}
      {...(error === undefined ? { 'aria-describedby': `${name}-h` } : { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` })}
    >
      {value}
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
