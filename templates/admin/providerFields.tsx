import type { ProviderView } from '../../src/admin/providerView.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Tick } from '../ui/tick.tsx'
import type { FormState } from './form.tsx'

type Props = {
  chrome: Chrome
  state: FormState
  /** null: a new one */
  provider: ProviderView | null
}

/** What is asked of a provider, new or old; its issuer is for good. A secret stays in the form while the form is refused, and nowhere else. */
export const ProviderFields = ({ chrome: { t }, state: { values, errors }, provider }: Props) => {
  const words = t.admin.providers
  const field = (name: 'name' | 'client_id' | 'scopes', known: string | undefined, most: number) => (
    <Field
      name={name}
      label={words[name]}
      value={values[name] ?? known}
      hint={words.hints[name]}
      error={errors[name]}
      maxlength={most}
      autocomplete="off"
      required
      literal
    />
  )
  const hasSecret = provider?.hasSecret === true
  return (
    <>
      {field('name', provider?.name, 100)}
      {provider === null && (
        <Field
          name="issuer"
          label={words.issuer}
          value={values['issuer']}
          hint={words.hints.issuer}
          error={errors['issuer']}
          placeholder="https://"
          maxlength={512}
          autocomplete="off"
          required
          literal
        />
      )}
      {field('client_id', provider?.clientId, 255)}
      <Field
        name="client_secret"
        label={words.client_secret}
        type="password"
        value={values['client_secret']}
        hint={hasSecret ? words.hints.keptSecret : words.hints.client_secret}
        error={errors['client_secret']}
        maxlength={1_000}
        autocomplete="new-password"
      />
      {hasSecret && <Tick name="without_secret" label={words.without_secret} checked={'without_secret' in values} />}
      {field('scopes', provider?.scopes ?? 'openid profile', 255)}
      <Ticks t={t} values={values} enabled={provider?.enabled ?? true} registers={provider?.registers ?? false} />
    </>
  )
}

type TicksProps = { t: Chrome['t']; values: FormState['values']; enabled: boolean; registers: boolean }

/** As they were ticked where the form was sent, as things are where it was not. */
const Ticks = ({ t: { admin }, values, enabled, registers }: TicksProps) => {
  const wasSent = 'client_id' in values
  const { providers: words } = admin
  return (
    <>
      <Tick name="registers" label={words.registers} hint={words.hints.registers} checked={wasSent ? 'registers' in values : registers} />
      <Tick name="enabled" label={words.enabled} hint={words.hints.enabled} checked={wasSent ? 'enabled' in values : enabled} />
    </>
  )
}
