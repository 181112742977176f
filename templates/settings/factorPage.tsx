import { paths } from '../../src/paths.ts'
import { AuthenticatorField, CodeField } from '../auth/code.tsx'
import type { SidebarView } from '../chat/views.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { FactorState, type FactorView } from './factor.tsx'
import { SettingsFrame } from './frame.tsx'
import { Qr, type QrDrawing } from './qr.tsx'
import { Section } from '../ui/section.tsx'

/** A key that waits for its first code; `key` is how it is typed by hand, in groups. */
export type PendingFactor = { key: string; qr: QrDrawing }

type Refused = { errors: Partial<Record<'code' | 'password', string>>; notice?: string | undefined }
type PageProps = { chrome: Chrome; sidebar: SidebarView }

const Refusal = ({ notice }: { notice: string | undefined }) =>
  notice === undefined ? null : <Notice tone="danger" icon="alert" role="alert" title={notice} />

/** Turning it on: the key by camera or by hand, then its first code. */
export const PendingFactorPage = ({ chrome, sidebar, pending, errors, notice }: PageProps & Refused & { pending: PendingFactor }) => {
  const { t } = chrome
  return (
    <SettingsFrame chrome={chrome} sidebar={sidebar} title={t.factor.title}>
      <Refusal notice={notice} />
      <Section id="scan" title={t.factor.scanTitle} lead={t.factor.scanLead} first>
        <div class="stack narrow">
          <Qr drawing={pending.qr} label={t.factor.qr} />
          <div>
            <p>{t.factor.byHand}</p>
            <p class="mono">{pending.key}</p>
          </div>
          <form method="post" action={paths.factor()}>
            <button class="btn small">{t.factor.again}</button>
          </form>
        </div>
      </Section>
      <Section id="try" title={t.factor.tryTitle} lead={t.factor.tryLead}>
        <form class="stack narrow" method="post" action={paths.factorConfirmation()}>
          <AuthenticatorField t={t} error={errors.code} required />
          <div>
            <button class="btn primary">{t.factor.turnOn}</button>
          </div>
        </form>
      </Section>
    </SettingsFrame>
  )
}

type ManageProps = PageProps & Refused & { factor: FactorView; hasPassword: boolean }

/** What can be done with one that is on: both by its owner alone. */
export const ManageFactorPage = ({ chrome, sidebar, factor, hasPassword, errors, notice }: ManageProps) => {
  const { t } = chrome
  const error = errors.password
  return (
    <SettingsFrame chrome={chrome} sidebar={sidebar} title={t.factor.title}>
      <Refusal notice={notice} />
      <Section id="manage" title={t.factor.manage} lead={t.factor.manageLead} first>
        <form class="stack narrow" method="post" action={paths.recoveryCodes()}>
          <p>
            <FactorState chrome={chrome} factor={factor} />
          </p>
          {hasPassword && (
            <Field name="password" label={t.auth.password} type="password" error={error} autocomplete="current-password" required />
          )}
          <CodeField t={t} error={errors.code} />
          <div class="toolbar">
            <button class="btn">{t.factor.renew}</button>
            <button class="btn danger" formaction={paths.factorDeletion()}>
              {t.factor.turnOff}
            </button>
          </div>
        </form>
      </Section>
    </SettingsFrame>
  )
}

type CodesProps = PageProps & { codes: readonly string[]; renewed: boolean }

/** The only time that they are shown. */
export const RecoveryCodesPage = ({ chrome, sidebar, codes, renewed }: CodesProps) => {
  const { t } = chrome
  const text = codes.join('\n')
  return (
    <SettingsFrame chrome={chrome} sidebar={sidebar} title={t.factor.title} script="app.js">
      <Section id="codes" title={renewed ? t.factor.renewedTitle : t.factor.keptTitle} lead={t.factor.keptLead} first>
        <div class="stack narrow">
          <figure class="code codes">
            <figcaption>
              <span>{t.factor.codes}</span>
              <button type="button" class="btn quiet small scripted">
                <Icon name="copy" small />
                {t.factor.copy}
              </button>
            </figcaption>
            <pre tabindex={0}>{text}</pre>
          </figure>
          <div class="toolbar">
            <a class="btn primary" href={paths.settings()}>
              {t.factor.kept}
            </a>
            <a class="btn" download="aichat-recovery-codes.txt" href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}>
              {t.factor.download}
            </a>
            <button type="button" class="btn scripted" data-print="">
              {t.factor.print}
            </button>
          </div>
        </div>
      </Section>
    </SettingsFrame>
  )
}
