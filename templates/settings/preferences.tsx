import { paths } from '../../src/paths.ts'
import type { Chrome, Theme } from '../chrome.ts'
import { locales, stringsFor } from '../i18n/index.ts'
import { FieldError } from '../ui/field.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Section, Select } from '../ui/section.tsx'

export type PreferencesProps = {
  chrome: Chrome
  errors: Partial<Record<'language' | 'theme' | 'time_zone', string>>
  /** IANA names to choose from */
  timeZones: readonly string[]
}

export const PreferencesSection = (props: PreferencesProps) => (
  <Section title={props.chrome.t.settings.preferences} lead={props.chrome.t.settings.preferencesLead} id="preferences" first>
    <Preferences {...props} />
  </Section>
)

const Preferences = (props: PreferencesProps) => (
  <form class="stack narrow" method="post" action={paths.settings()}>
    <ThemeChoice {...props} />
    <LanguageChoice {...props} />
    <TimeZoneChoice {...props} />
    <div>
      <button class="btn primary">{props.chrome.t.settings.save}</button>
    </div>
  </form>
)

const ThemeChoice = ({ chrome: { t, theme }, errors }: PreferencesProps) => (
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

const LanguageChoice = ({ chrome: { t, locale }, errors }: PreferencesProps) => (
  <Select name="language" label={t.settings.language} error={errors.language}>
    {locales.map((value) => (
      <option value={value} lang={value} selected={value === locale}>
        {stringsFor(value).languageName}
      </option>
    ))}
  </Select>
)

const TimeZoneChoice = ({ chrome: { t, timeZone }, timeZones, errors }: PreferencesProps) => (
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
