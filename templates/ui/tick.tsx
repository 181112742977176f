type TickProps = { name: string; label: string; hint?: string | undefined; checked: boolean }

/** A switch with its words; one that is off is not sent. */
export const Tick = ({ name, label, hint, checked }: TickProps) => (
  <label class="switch line">
    <span>
      {label}
      {hint !== undefined && <small>{hint}</small>}
    </span>
    <input type="checkbox" role="switch" name={name} value="on" checked={checked} />
  </label>
)
