import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { AccountFields } from './accountFields.tsx'
import { type FieldErrors, Gate, GateHeading, GateNotice } from './gate.tsx'

/** An OpenAI-compatible server that was found on this machine. */
export type FoundServer = { name: string; baseUrl: string; models: readonly string[] }

export type SetupProps = {
  chrome: Chrome
  token: string
  /** `base_url`: the chosen server's; empty for DeepSeek */
  values: { username?: string | undefined; base_url?: string | undefined }
  errors: FieldErrors<'username' | 'password' | 'password_confirm' | 'key' | 'base_url'>
  notice?: string | undefined
  servers: readonly FoundServer[]
  passwordMin: number
}

export const SetupPage = (props: SetupProps) => {
  const { chrome, values, errors, passwordMin } = props
  const { t } = chrome
  return (
    <Gate chrome={chrome} title={t.setup.title}>
      <form class="form stack" method="post" action={paths.setupForm()}>
        <GateHeading title={t.setup.heading} lead={t.setup.lead} />
        <GateNotice chrome={chrome} notice={props.notice} errors={errors} />
        <input type="hidden" name="token" value={props.token} />
        <AccountFields t={t} username={values.username} errors={errors} passwordMin={passwordMin} />
        {props.servers.length > 0 && <ServerChoice {...props} />}
        <Field
          name="key"
          label={t.setup.key}
          aside={t.setup.keyOptional}
          hint={t.setup.keyHint}
          error={errors.key}
          autocomplete="off"
          placeholder="sk-…"
          mono
          literal
        />
        <button class="btn primary wide">{t.setup.submit}</button>
      </form>
    </Gate>
  )
}

/** The first server found is the proposal: it needs nothing from outside. */
const ServerChoice = ({ chrome: { t }, servers, values }: SetupProps) => {
  const chosen = values.base_url ?? servers[0]?.baseUrl ?? ''
  return (
    <fieldset class="field">
      <legend class="label">{t.setup.model}</legend>
      {servers.map((server) => (
        <Choice
          value={server.baseUrl}
          chosen={chosen}
          label={t.setup.useServer(server.name, server.baseUrl)}
          note={t.setup.serverModels(server.models.length)}
        />
      ))}
      <Choice value="" chosen={chosen} label={t.setup.useKey} />
    </fieldset>
  )
}

const Choice = ({ value, chosen, label, note }: { value: string; chosen: string; label: string; note?: string }) => (
  <label class="check">
    <input type="radio" name="base_url" value={value} checked={value === chosen} />
    <span>
      {label}
      {note !== undefined && <small>{note}</small>}
    </span>
  </label>
)
