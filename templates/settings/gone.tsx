import { paths } from '../../src/paths.ts'
import { Gate, GateHeading } from '../auth/gate.tsx'
import type { Chrome } from '../chrome.ts'

/** What is left to say to who has deleted his account. */
export const GonePage = ({ chrome }: { chrome: Chrome }) => (
  <Gate chrome={chrome} title={chrome.t.account.goneTitle}>
    <div class="form stack">
      <GateHeading title={chrome.t.account.goneTitle} lead={chrome.t.account.goneLead} />
      <p>
        <a href={paths.login()}>{chrome.t.auth.signIn}</a>
      </p>
    </div>
  </Gate>
)
