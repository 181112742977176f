import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'

/** `since` is null while it is off. */
export type FactorView = { since: Date | null; recoveryCodesLeft: number }

export const FactorSection = ({ chrome, factor }: { chrome: Chrome; factor: FactorView }) => (
  <Section title={chrome.t.factor.title} lead={chrome.t.factor.lead} id="second-factor">
    <div class="stack narrow">
      <p>
        <FactorState chrome={chrome} factor={factor} />
      </p>
      {factor.since === null ? (
        <form method="post" action={paths.factor()}>
          <button class="btn">{chrome.t.factor.turnOn}</button>
        </form>
      ) : (
        <div>
          <a class="btn" href={paths.factor()}>
            {chrome.t.factor.manage}
          </a>
        </div>
      )}
    </div>
  </Section>
)

export const FactorState = ({ chrome: { t, timeZone }, factor: { since, recoveryCodesLeft } }: { chrome: Chrome; factor: FactorView }) =>
  since === null ? (
    <>{t.factor.isOff}</>
  ) : (
    <>
      {t.factor.isOn(t.date(since, timeZone))} {t.factor.codesLeft(recoveryCodesLeft)}
    </>
  )
