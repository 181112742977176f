import { raw } from 'hono/html'
import type { SettingName } from '../../src/site/settings.ts'
import { paths } from '../../src/paths.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/section.tsx'
import { LongText } from '../ui/longText.tsx'
import type { SiteProps } from './site.tsx'

const REGISTRATIONS = ['open', 'invite', 'closed'] as const
const MICRO = 1_000_000

/** What was typed and refused, or else what is set. */
const valueOf = ({ state, own }: SiteProps, name: SettingName): string => state.values[name] ?? String(own[name] ?? '')

export const RegistrationFields = (props: SiteProps) => {
  const { t } = props.chrome
  const chosen = valueOf(props, 'registration')
  const given = t.site.registrations[props.defaults.registration ?? 'open']
  return (
    <>
      <div class="narrow">
        <Select name="registration" label={t.site.registration} error={props.state.errors['registration']}>
          <option value="">{t.site.asGiven('REGISTRATION', given)}</option>
          {REGISTRATIONS.map((value) => (
            <option value={value} selected={value === chosen}>
              {t.site.registrations[value]}
            </option>
          ))}
        </Select>
      </div>
      <p class="muted">
        <a href={paths.adminInvites()}>{t.admin.invites.title}</a>
      </p>
    </>
  )
}

export const LimitFields = (props: SiteProps) => {
  const { t } = props.chrome
  return (
    <div class="narrow">
      <Field
        name="rate_limits"
        label={t.site.rateLimits}
        value={valueOf(props, 'rate_limits')}
        hint={t.site.rateLimitsHint(props.defaults.rate_limits ?? '')}
        error={props.state.errors['rate_limits']}
        placeholder={props.defaults.rate_limits ?? undefined}
        autocomplete="off"
        literal
      />
    </div>
  )
}

export const QuotaFields = (props: SiteProps) => {
  const { chrome, state, own } = props
  const { quota } = chrome.t.admin
  const cost = own.quota_cost_month
  const common = { placeholder: quota.noLimit, autocomplete: 'off' }
  return (
    <div class="stack narrow">
      {(['tokens_day', 'tokens_month'] as const).map((name) => (
        <Field
          name={`quota_${name}`}
          label={quota[name]}
          value={valueOf(props, `quota_${name}`)}
          error={state.errors[`quota_${name}`]}
          {...common}
        />
      ))}
      <Field
        name="quota_cost_month"
        label={quota.cost_month}
        value={state.values['quota_cost_month'] ?? (cost === null ? '' : String(cost / MICRO))}
        hint={quota.costHint}
        error={state.errors['quota_cost_month']}
        {...common}
      />
    </div>
  )
}

export const ConversationFields = (props: SiteProps) => {
  const { chrome, state, models, own } = props
  const { t } = chrome
  const model = state.values['default_model'] ?? own.default_model ?? ''
  const summarize = valueOf(props, 'summarize') === 'true'
  return (
    <>
      <div class="narrow">
        <Select name="default_model" label={t.site.defaultModel} error={state.errors['default_model']}>
          <option value="">{t.site.firstModel}</option>
          {models.map(({ id, name }) => (
            <option value={id} selected={id === model}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <LongText
        name="system_prompt"
        label={t.site.systemPrompt}
        value={valueOf(props, 'system_prompt')}
        rows={6}
        maxlength={8_000}
        hint={t.site.systemPromptHint}
        error={state.errors['system_prompt']}
      />
      <div class="narrow">
        <Select name="summarize" label={t.site.summarize} hint={t.site.summarizeHint} error={state.errors['summarize']}>
          <option value="false">{t.site.leaveOut}</option>
          <option value="true" selected={summarize}>
            {t.site.sumUp}
          </option>
        </Select>
      </div>
    </>
  )
}

export const BannerFields = (props: SiteProps) => {
  const { chrome, preview, state } = props
  const { t } = chrome
  return (
    <>
      <LongText
        name="banner"
        label={t.site.banner}
        value={valueOf(props, 'banner')}
        rows={3}
        maxlength={2_000}
        hint={t.site.bannerHint}
        error={state.errors['banner']}
      />
      {/* what stands at the top of this page, too: read out once is enough */}
      {preview !== null && (
        <div class="field">
          <p class="label">{t.site.preview}</p>
          <div class="banner" inert aria-hidden="true">
            {raw(preview)}
          </div>
        </div>
      )}
    </>
  )
}

export const ZoneFields = (props: SiteProps) => {
  const { t } = props.chrome
  const chosen = valueOf(props, 'time_zone') || 'UTC'
  return (
    <div class="narrow">
      <Select name="time_zone" label={t.settings.timeZone} hint={t.site.zoneHint} error={props.state.errors['time_zone']}>
        {props.timeZones.map((value) => (
          <option value={value} selected={value === chosen}>
            {value.replaceAll('_', ' ')}
          </option>
        ))}
      </Select>
    </div>
  )
}

export const RetentionFields = (props: SiteProps) => {
  const { t } = props.chrome
  return (
    <div class="stack narrow">
      {(['usage', 'log', 'audit'] as const).map((kind) => (
        <Field
          name={`${kind}_retention_days`}
          label={t.site.retention[kind]}
          value={valueOf(props, `${kind}_retention_days`)}
          error={props.state.errors[`${kind}_retention_days`]}
          placeholder={t.site.forEver}
          inputmode="numeric"
          autocomplete="off"
        />
      ))}
    </div>
  )
}
