import type { ProviderView } from '../../src/admin/providerView.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Section } from '../ui/section.tsx'
import { FormNotice, type FormState } from './form.tsx'
import { AdminPage, Empty } from './frame.tsx'
import { ProviderFields } from './providerFields.tsx'

export type ProvidersProps = { chrome: Chrome; providers: readonly ProviderView[]; state: FormState }

export const ProvidersPage = ({ chrome, providers, state }: ProvidersProps) => {
  const { providers: words } = chrome.t.admin
  return (
    <AdminPage chrome={chrome} place="providers" title={words.title}>
      <section class="section">
        <h2 class="sr" id="providers-h">
          {words.title}
        </h2>
        {providers.length === 0 ? (
          <Empty icon="key" title={words.emptyTitle} lead={words.emptyLead} />
        ) : (
          <ProviderTable chrome={chrome} providers={providers} />
        )}
      </section>
      <Section title={words.add} lead={words.lead} id="new-provider" first>
        <form class="stack narrow" method="post" action={paths.adminProviders()}>
          <FormNotice notice={state.notice} />
          <ProviderFields chrome={chrome} state={state} provider={null} />
          <div>
            <button class="btn primary">{words.submit}</button>
          </div>
        </form>
      </Section>
    </AdminPage>
  )
}

const ProviderTable = ({ chrome: { t }, providers }: { chrome: Chrome; providers: readonly ProviderView[] }) => {
  const { providers: words } = t.admin
  return (
    <div class="table-wrap" tabindex={0} role="region" aria-labelledby="providers-h">
      <table class="table fold">
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.issuer}</th>
            <th>{words.registersShort}</th>
            <th>{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {providers.map(({ id, name, issuer, registers, enabled }) => (
            <tr>
              <th scope="row">
                <a href={paths.adminProvider(id)}>{name}</a>
              </th>
              <td data-label={words.issuer}>{issuer}</td>
              <td data-label={words.registersShort}>{registers ? t.audit.yes : t.audit.no}</td>
              <td data-label={words.state}>{enabled ? words.isOn : <span class="badge">{words.isOff}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
