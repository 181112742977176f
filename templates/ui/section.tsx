import type { Child } from 'hono/jsx'
import { FieldError } from './field.tsx'
import { Icon } from './icon.tsx'

type SectionProps = { id: string; title: string; lead: string; first?: boolean; children?: Child }

/** What it is on the left, its controls on the right. */
export const Section = ({ id, title, lead, first, children }: SectionProps) => (
  <section class={first === true ? 'split first' : 'split'} aria-labelledby={id}>
    <header>
      <h2 id={id}>{title}</h2>
      <p>{lead}</p>
    </header>
    {children}
  </section>
)

type SelectProps = { name: string; label: string; hint?: string; error?: string | undefined; children?: Child }

export const Select = ({ name, label, hint, error, children }: SelectProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <span class="select">
      <select id={name} name={name} {...(error === undefined ? {} : { 'aria-invalid': 'true', 'aria-describedby': `${name}-e` })}>
        {children}
      </select>
      <Icon name="caret" small />
    </span>
    {error !== undefined ? <FieldError name={name} text={error} /> : hint !== undefined && <p class="hint">{hint}</p>}
  </div>
)
