import { FieldError } from './field.tsx'

type TickProps = { name: string; label: string; hint?: string | undefined; checked: boolean; error?: string | undefined }

/** A switch with its words; one that is off is not sent. */
export const Tick = ({ name, label, hint, checked, error }: TickProps) => (
  <>
    <label class="switch line">
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        name={name}
        value="on"
        checked={checked}
        {...(error === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` })}
      />
    </label>
    {error !== undefined && <FieldError name={name} text={error} />}
  </>
)
