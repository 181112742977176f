import type { Child } from 'hono/jsx'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { locales, stringsFor } from '../i18n/index.ts'
import { Document } from '../layout.tsx'
import { Banner } from '../ui/banner.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'

export type FieldErrors<Name extends string> = Partial<Record<Name, string>>

/** The frame of the sign-in pages: a form on the left, a sentence on the right, no script. */
export const Gate = ({ chrome, title, children }: { chrome: Chrome; title: string; children?: Child }) => (
  <Document chrome={chrome} title={chrome.t.page.title(title)} css="gate.css" icons={['mark', 'alert']}>
    <div class="gate">
      <main id="main">
        <header>
          <a class="brand" href={paths.root()}>
            <Icon name="mark" className="mark" />
            AIChat
          </a>
          <Banner chrome={chrome} />
        </header>
        {children}
        <footer>
          <LanguageLinks chrome={chrome} />
        </footer>
      </main>
      <Motto chrome={chrome} />
    </div>
  </Document>
)

const LanguageLinks = ({ chrome }: { chrome: Chrome }) => (
  <>
    {locales
      .filter((locale) => locale !== chrome.locale)
      .map((locale) => (
        <a href={paths.language(locale, chrome.back)} lang={locale} hreflang={locale}>
          {stringsFor(locale).languageName}
        </a>
      ))}
  </>
)

const Motto = ({ chrome: { t } }: { chrome: Chrome }) => {
  const [keys, server, conversations] = t.auth.motto
  return (
    <aside aria-label={t.page.about}>
      <p>
        {keys}
        <br />
        {server}
        <br />
        <b>{conversations}</b>
      </p>
    </aside>
  )
}

export const GateHeading = ({ title, lead }: { title: string; lead: string }) => (
  <div>
    <h1>{title}</h1>
    <p>{lead}</p>
  </div>
)

/** Above the fields: what went wrong as a whole, or how many fields need a look. */
export const GateNotice = ({
  chrome: { t },
  notice,
  errors,
}: {
  chrome: Chrome
  notice?: string | undefined
  errors: FieldErrors<string>
}) => {
  const count = Object.keys(errors).length
  if (notice !== undefined) return <Notice tone="danger" icon="alert" role="alert" title={notice} />
  if (count === 0) return null
  return (
    <Notice tone="danger" icon="alert" role="alert" title={t.auth.problems(count)}>
      {t.auth.problemsLead}
    </Notice>
  )
}

/** Where to go after signing in. */
export const NextField = ({ next }: { next: string | null }) => (next === null ? null : <input type="hidden" name="next" value={next} />)
