import type { Child } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import { Sidebar } from '../chat/sidebar.tsx'
import type { SidebarView } from '../chat/views.ts'
import type { Chrome, Theme, Viewer } from '../chrome.ts'
import { locales, stringsFor } from '../i18n/index.ts'
import { Document } from '../layout.tsx'
import { FieldError } from '../ui/field.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'

export type SettingsProps = {
  chrome: Chrome
  sidebar: SidebarView
  /** after a change that was kept */
  saved: boolean
  errors: Partial<Record<'language' | 'theme' | 'time_zone', string>>
  /** IANA names to choose from */
  timeZones: readonly string[]
}

const ICONS: readonly IconName[] = ['mark', 'x', 'new', 'more', 'gear', 'out', 'menu', 'caret', 'check', 'alert', 'sun', 'moon', 'down']

export const SettingsPage = (props: SettingsProps) => {
  const { chrome } = props
  const { t, user } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(t.settings.title)} css="app.css" icons={ICONS}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <div class="app">
        <Sidebar chrome={chrome} sidebar={props.sidebar} place="settings" />
        <main id="main">
          <header class="bar">
            <button type="button" class="icon-btn phone" popovertarget="sidebar" aria-label={t.nav.openMenu}>
              <Icon name="menu" />
            </button>
            <h1>{t.settings.title}</h1>
          </header>
          <div class="page settings">
            <div>
              {props.saved && <Notice tone="success" icon="check" title={t.settings.saved} />}
              <Section title={t.settings.preferences} lead={t.settings.preferencesLead} id="preferences" first>
                <Preferences {...props} />
              </Section>
              {user !== null && <AccountSections chrome={chrome} user={user} />}
            </div>
          </div>
        </main>
      </div>
    </Document>
  )
}

type SectionProps = { id: string; title: string; lead: string; first?: boolean; children?: Child }

/** What it is on the left, its controls on the right. */
const Section = ({ id, title, lead, first, children }: SectionProps) => (
  <section class={first === true ? 'split first' : 'split'} aria-labelledby={id}>
    <header>
      <h2 id={id}>{title}</h2>
      <p>{lead}</p>
    </header>
    {children}
  </section>
)

const Preferences = (props: SettingsProps) => (
  <form class="stack narrow" method="post" action={paths.settings()}>
    <ThemeChoice {...props} />
    <LanguageChoice {...props} />
    <TimeZoneChoice {...props} />
    <div>
      <button class="btn primary">{props.chrome.t.settings.save}</button>
    </div>
  </form>
)

const ThemeChoice = ({ chrome: { t, theme }, errors }: SettingsProps) => (
  <fieldset class="field">
    <legend class="label">{t.settings.theme}</legend>
    <div class="segmented">
      <ThemeOption value="system" chosen={theme === null} label={t.settings.system} />
      <ThemeOption value="light" chosen={theme === 'light'} label={t.settings.light} icon="sun" />
      <ThemeOption value="dark" chosen={theme === 'dark'} label={t.settings.dark} icon="moon" />
    </div>
    {errors.theme !== undefined && <FieldError name="theme" text={errors.theme} />}
  </fieldset>
)

const ThemeOption = ({ value, chosen, label, icon }: { value: Theme | 'system'; chosen: boolean; label: string; icon?: IconName }) => (
  <label>
    <input type="radio" name="theme" value={value} checked={chosen} />
    <span>
      {icon !== undefined && <Icon name={icon} small />}
      {label}
    </span>
  </label>
)

const LanguageChoice = ({ chrome: { t, locale }, errors }: SettingsProps) => (
  <Select name="language" label={t.settings.language} error={errors.language}>
    {locales.map((value) => (
      <option value={value} lang={value} selected={value === locale}>
        {stringsFor(value).languageName}
      </option>
    ))}
  </Select>
)

const TimeZoneChoice = ({ chrome: { t, timeZone }, timeZones, errors }: SettingsProps) => (
  <Select name="time_zone" label={t.settings.timeZone} hint={t.settings.timeZoneHint} error={errors.time_zone}>
    {withCurrent(timeZones, timeZone ?? 'UTC').map((value) => (
      <option value={value} selected={value === (timeZone ?? 'UTC')}>
        {value.replaceAll('_', ' ')}
      </option>
    ))}
  </Select>
)

const withCurrent = (zones: readonly string[], current: string): readonly string[] =>
  zones.includes(current) ? zones : [current, ...zones]

type SelectProps = { name: string; label: string; hint?: string; error?: string | undefined; children?: Child }

const Select = ({ name, label, hint, error, children }: SelectProps) => (
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

const AccountSections = ({ chrome: { t }, user }: { chrome: Chrome; user: Viewer }) => (
  <>
    <Section title={t.settings.profile} lead={t.settings.profileLead} id="profile">
      <dl class="facts">
        <dt>{t.auth.username}</dt>
        <dd>{user.name}</dd>
        <dt>{t.settings.roleLabel}</dt>
        <dd>{t.settings.role[user.role]}</dd>
      </dl>
    </Section>
    <Section title={t.settings.session} lead={t.settings.sessionLead} id="session">
      <form method="post" action={paths.logout()} data-forget-drafts="">
        <button class="btn small">
          <Icon name="out" small />
          {t.nav.signOut}
        </button>
      </form>
    </Section>
  </>
)
