import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field, FieldError } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { Section, Select } from '../ui/section.tsx'
import { TokenItem, type TokenScope, type TokenView } from '../ui/tokenItem.tsx'

export type TokensView = {
  tokens: readonly TokenView[]
  /** what this person may give */
  scopes: readonly TokenScope[]
  /** days; '' is without an end */
  lifetimes: readonly (30 | 90 | 365)[]
  nameMax: number
  /** just made: the only time that it is seen */
  issued?: { token: string; address: string } | undefined
  /** just revoked one */
  revoked?: boolean
  values?: { name?: string | undefined; scopes?: readonly string[]; lifetime?: string | undefined }
  errors?: Partial<Record<'name' | 'scopes' | 'lifetime', string>>
  /** what is wrong with no field of the form */
  fault?: string | undefined
}

type Props = { chrome: Chrome; view: TokensView }

export const TokensSection = ({ chrome, view }: Props) => {
  const { t } = chrome
  return (
    <Section title={t.tokens.title} lead={t.tokens.lead} id="tokens">
      <div class="stack">
        {view.issued !== undefined && <Issued chrome={chrome} {...view.issued} />}
        {view.revoked === true && <Notice tone="success" icon="check" title={t.tokens.revoked} />}
        {view.fault !== undefined && <Notice tone="danger" icon="alert" role="alert" title={view.fault} />}
        {view.tokens.length === 0 ? (
          <p class="hint">{t.tokens.none}</p>
        ) : (
          <ul class="items">
            {view.tokens.map((token) => (
              <TokenItem chrome={chrome} token={token} action={paths.tokenRevocation(token.id)} />
            ))}
          </ul>
        )}
        <NewToken chrome={chrome} view={view} />
      </div>
    </Section>
  )
}

const command = (token: string, address: string): string =>
  `curl -N ${address}/api/chat -H 'Authorization: Bearer ${token}' -H 'Accept: text/plain' -d message=Hello`

const Issued = ({ chrome: { t }, token, address }: { chrome: Chrome; token: string; address: string }) => (
  <Notice tone="success" icon="key" title={t.tokens.once}>
    <span class="secret">
      <code>{token}</code>
      <Copy label={t.tokens.copy} />
    </span>
    {t.tokens.example}
    <span class="secret">
      <code>{command(token, address)}</code>
      <Copy label={t.tokens.copy} />
    </span>
    <span id="announcer" class="sr" role="status" data-copied={t.chat.copied} data-copy-failed={t.chat.copyFailed} />
  </Notice>
)

const Copy = ({ label }: { label: string }) => (
  <button type="button" class="icon-btn scripted" data-copy="secret" aria-label={label} title={label}>
    <Icon name="copy" />
  </button>
)

const NewToken = ({ chrome, view }: Props) => {
  const { t } = chrome
  const { values = {}, errors = {} } = view
  return (
    <form class="stack narrow" method="post" action={paths.tokens()}>
      <Field
        name="token_name"
        label={t.tokens.name}
        placeholder={t.tokens.nameHint}
        value={values.name}
        error={errors.name}
        maxlength={view.nameMax}
        autocomplete="off"
        required
      />
      <Scopes chrome={chrome} view={view} />
      <Select name="token_lifetime" label={t.tokens.expires} error={errors.lifetime}>
        {view.lifetimes.map((days) => (
          <option value={String(days)} selected={(values.lifetime ?? '365') === String(days)}>
            {t.tokens.lifetime[days]}
          </option>
        ))}
        <option value="" selected={values.lifetime === ''}>
          {t.tokens.endless}
        </option>
      </Select>
      <div>
        <button class="btn">{t.tokens.create}</button>
      </div>
    </form>
  )
}

const Scopes = ({ chrome: { t }, view: { scopes, values = {}, errors = {} } }: Props) => (
  <fieldset class="field">
    <legend class="label">{t.tokens.scopes}</legend>
    {scopes.map((scope) => (
      <label class="switch line">
        <span>
          {t.tokens.scope[scope]}
          <small>{t.tokens.scopeHint[scope]}</small>
        </span>
        <input type="checkbox" role="switch" name="token_scopes" value={scope} checked={(values.scopes ?? ['chat']).includes(scope)} />
      </label>
    ))}
    {errors.scopes !== undefined && <FieldError name="token_scopes" text={errors.scopes} />}
  </fieldset>
)
