import type { ProviderView } from '../../src/admin/providerView.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'
import { Notice } from '../ui/notice.tsx'
import { DeletionForm, FormNotice, type FormState, ReadOnly } from './form.tsx'
import { AdminPage } from './frame.tsx'
import { ProviderFields } from './providerFields.tsx'

export type ProviderPageProps = { chrome: Chrome; provider: ProviderView; state: FormState; saved: boolean }

export const ProviderPage = ({ chrome, provider, state, saved }: ProviderPageProps) => {
  const { t } = chrome
  const { providers: words } = t.admin
  const back = (
    <a class="btn small" href={paths.adminProviders()}>
      {words.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="providers" title={provider.name} action={back}>
      <div>
        <div class="stack">
          {saved && <Notice tone="success" icon="check" title={t.admin.saved} />}
          <FormNotice notice={state.notice} />
        </div>
        <Section title={words.there} lead={words.thereLead} id="there" first>
          <div class="stack narrow">
            <ReadOnly id="redirect-uri" label={words.redirectUri} value={provider.redirectUri} />
            <ReadOnly id="issuer" label={words.issuer} value={provider.issuer} />
          </div>
        </Section>
        <Section title={words.here} lead={words.hereLead} id="here">
          <form class="stack narrow" method="post" action={paths.adminProvider(provider.id)}>
            <ProviderFields chrome={chrome} state={state} provider={provider} />
            <div>
              <button class="btn primary">{t.admin.save}</button>
            </div>
          </form>
        </Section>
        <Removal chrome={chrome} provider={provider} state={state} />
      </div>
    </AdminPage>
  )
}

const Removal = ({ chrome: { t }, provider, state }: Omit<ProviderPageProps, 'saved'>) => (
  <Section title={t.admin.providers.remove} lead={t.admin.providers.removeLead} id="removal">
    <DeletionForm
      action={paths.adminProviderDeletion(provider.id)}
      label={t.admin.providers.confirm}
      name={provider.name}
      state={state}
      submit={t.admin.providers.remove}
    />
  </Section>
)
