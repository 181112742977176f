import { paths } from '../../../src/paths.ts'
import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import { Notice } from '../../ui/notice.tsx'
import { Section } from '../../ui/section.tsx'
import { DeletionForm, FormNotice, type FormState } from '../form.tsx'
import { AdminPage } from '../frame.tsx'
import { KeyFields } from './fields.tsx'
import { KeyStateWords } from './state.tsx'
import { KeyTestPanel } from './test.tsx'

export type KeyPageProps = { chrome: Chrome; view: KeyView; state: FormState; saved: boolean }

/** The last test says it below. */
const isTold = ({ problem, tested }: KeyView): boolean => problem === tested?.problem

export const KeyPage = ({ chrome, view, state, saved }: KeyPageProps) => {
  const { t } = chrome
  const { keys: words } = t
  const back = (
    <a class="btn small" href={paths.adminKeys()}>
      {words.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="keys" title={view.label} action={back}>
      <div id="notices" aria-live="polite" />
      <div>
        <div class="stack">
          {saved && <Notice tone="success" icon="check" title={t.admin.saved} />}
          <FormNotice notice={state.notice} />
        </div>
        <Section title={words.testTitle} lead={words.testLead} id="test" first>
          <div class="stack narrow">
            <p>
              <KeyStateWords chrome={chrome} view={isTold(view) ? { ...view, reason: null } : view} />
            </p>
            <KeyTestPanel chrome={chrome} view={view} />
          </div>
        </Section>
        <form method="post" action={paths.adminKey(view.id)}>
          <KeyFields chrome={chrome} state={state} known={view} view={view} />
          <div class="split foot">
            <span />
            <div>
              <button class="btn primary">{t.admin.save}</button>
            </div>
          </div>
        </form>
        <Section title={words.remove} lead={words.removeLead} id="removal">
          <DeletionForm
            action={paths.adminKeyDeletion(view.id)}
            label={words.confirm}
            name={view.label}
            state={state}
            submit={words.remove}
          />
        </Section>
      </div>
    </AdminPage>
  )
}
