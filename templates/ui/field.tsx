import { Icon } from './icon.tsx'

export type FieldProps = {
  name: string
  label: string
  /** a quiet word behind the label */
  aside?: string | undefined
  hint?: string | undefined
  /** takes the hint's place */
  error?: string | undefined
  type?: 'text' | 'password'
  value?: string | undefined
  autocomplete: string
  required?: boolean
  minlength?: number | undefined
  maxlength?: number | undefined
  placeholder?: string | undefined
  mono?: boolean
  /** names and codes: no capitals, no spelling */
  literal?: boolean
  autofocus?: boolean
  inputmode?: 'numeric'
}

/** Label, input, and below it a hint or an error, never both; the field's name is its id. */
export const Field = (props: FieldProps) => (
  <div class="field">
    <label for={props.name}>
      {props.label}
      {props.aside !== undefined && (
        <>
          {' '}
          <small>{props.aside}</small>
        </>
      )}
    </label>
    <input
      class={props.mono === true ? 'input mono' : 'input'}
      id={props.name}
      name={props.name}
      type={props.type ?? 'text'}
      autocomplete={props.autocomplete}
      required={props.required ?? false}
      autofocus={props.autofocus ?? false}
      inputmode={props.inputmode}
      minlength={props.minlength}
      maxlength={props.maxlength}
      placeholder={props.placeholder}
      value={props.value}
      {...(props.literal === true ? { autocapitalize: 'none', spellcheck: false } : {})}
      {...description(props)}
    />
    <Below {...props} />
  </div>
)

const description = ({ name, hint, error }: FieldProps): Record<string, string> => {
  if (error !== undefined) return { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` }
  return hint === undefined ? {} : { 'aria-describedby': `${name}-h` }
}

const Below = ({ name, hint, error }: FieldProps) => {
  if (error !== undefined) return <FieldError name={name} text={error} />
  return hint === undefined ? null : (
    <p class="hint" id={`${name}-h`}>
      {hint}
    </p>
  )
}

export const FieldError = ({ name, text }: { name: string; text: string }) => (
  <p class="error" id={`${name}-e`}>
    <Icon name="alert" small />
    {text}
  </p>
)
