import type { Child } from 'hono/jsx'
import type { SiteSection } from '../../src/admin/site/schemas.ts'
import type { SettingsView } from '../../src/admin/site/settings.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { FormNotice, type FormState } from './form.tsx'
import { AdminPage } from './frame.tsx'
import {
  BannerFields,
  ConversationFields,
  LimitFields,
  QuotaFields,
  RegistrationFields,
  RetentionFields,
  ZoneFields,
} from './siteFields.tsx'

export type SiteProps = SettingsView & {
  chrome: Chrome
  state: FormState
  /** IANA names to choose from */
  timeZones: readonly string[]
  /** the banner that is set, as safe HTML */
  preview: string | null
  /** the section that was saved just now */
  saved: string | undefined
}

/** The settings of the whole server, one form a section: what is saved holds everywhere at once. */
export const SitePage = (props: SiteProps) => {
  const { t } = props.chrome
  return (
    <AdminPage chrome={props.chrome} place="settings" title={t.site.title}>
      <div>
        <FormNotice notice={props.state.notice} />
        <SectionForm {...props} section="registration" first>
          <RegistrationFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="limits">
          <LimitFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="quota">
          <QuotaFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="conversation">
          <ConversationFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="banner">
          <BannerFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="days">
          <ZoneFields {...props} />
        </SectionForm>
        <SectionForm {...props} section="retention">
          <RetentionFields {...props} />
        </SectionForm>
      </div>
    </AdminPage>
  )
}

type SectionFormProps = SiteProps & { section: SiteSection; first?: boolean; children?: Child }

const SectionForm = ({ chrome: { t }, saved, section, first = false, children }: SectionFormProps) => (
  <Section title={t.site.sections[section]} lead={t.site.leads[section]} id={`section-${section}`} first={first}>
    <form class="stack" method="post" action={`${paths.adminSettings()}#section-${section}`}>
      <input type="hidden" name="section" value={section} />
      {saved === section && <Notice tone="success" icon="check" title={t.site.saved} />}
      {children}
      <div>
        <button class="btn">{t.admin.save}</button>
      </div>
    </form>
  </Section>
)
