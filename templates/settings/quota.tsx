import type { Remaining } from '../../src/usage/remaining.ts'
import type { Chrome } from '../chrome.ts'
import { RemainingList } from '../ui/remaining.tsx'
import { Section } from '../ui/section.tsx'

/** What one may still use. */
export const QuotaSection = ({ chrome, quota }: { chrome: Chrome; quota: readonly Remaining[] }) => {
  const { t } = chrome
  return (
    <Section title={t.admin.quota.mine} lead={t.admin.quota.mineLead} id="quota">
      {quota.length === 0 ? (
        <p class="muted">{t.admin.quota.unlimited}</p>
      ) : (
        <RemainingList chrome={chrome} lines={quota} timeZone={chrome.user === null ? null : chrome.timeZone} />
      )}
    </Section>
  )
}
