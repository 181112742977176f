import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'

/** A provider; `label`: who the user is there, null where nothing is linked. */
export type WayInView = { id: string; name: string; label: string | null }

export const WaysInSection = ({ chrome: { t }, ways }: { chrome: Chrome; ways: readonly WayInView[] }) =>
  ways.length === 0 ? null : (
    <Section title={t.settings.waysIn} lead={t.settings.waysInLead} id="ways-in">
      <dl class="facts">
        {ways.map((way) => (
          <WayIn t={t} {...way} />
        ))}
      </dl>
    </Section>
  )

const WayIn = ({ t, id, name, label }: WayInView & { t: Chrome['t'] }) => (
  <>
    <dt>{name}</dt>
    <dd>
      {label === null ? (
        <a class="btn small" href={paths.provider(id, { link: true })}>
          {t.settings.link}
        </a>
      ) : (
        <form method="post" action={paths.identityRemoval(id)}>
          {label}
          <button class="btn small">{t.settings.unlink}</button>
        </form>
      )}
    </dd>
  </>
)
