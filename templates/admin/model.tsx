import type { NamedAudience } from '../../src/admin/models/audience.ts'
import type { ModelRow } from '../../src/admin/models/modelQueries.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Notice } from '../ui/notice.tsx'
import { Section } from '../ui/section.tsx'
import { DeletionForm, FormNotice, type FormState } from './form.tsx'
import { AdminPage } from './frame.tsx'
import { AudienceFields } from './modelAudience.tsx'
import { AbilityFields, ParamFields, WhatFields } from './modelFields.tsx'
import { PriceFields, type PriceLine } from './modelPrices.tsx'

export type ModelPageProps = {
  chrome: Chrome
  model: ModelRow
  audience: NamedAudience | null
  groups: readonly { id: string; name: string }[]
  params: Readonly<Record<string, string>>
  lines: readonly PriceLine[]
  state: FormState
  saved: boolean
}

export const ModelPage = (props: ModelPageProps) => {
  const { chrome, model, audience, groups, params, lines, state, saved } = props
  const { t } = chrome
  const { models: words } = t
  const back = (
    <a class="btn small" href={paths.adminModels()}>
      {words.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="models" title={model.name} action={back}>
      <div>
        <div class="stack">
          {saved && <Notice tone="success" icon="check" title={words.saved} />}
          <FormNotice notice={state.notice} />
        </div>
        <form method="post" action={paths.adminModel(model.id)} novalidate>
          <Section title={words.what} lead={words.whatLead} id="what" first>
            <div class="stack narrow">
              <WhatFields chrome={chrome} state={state} model={model} />
            </div>
          </Section>
          <Section title={words.can} lead={words.canLead} id="can">
            <div class="stack narrow">
              <AbilityFields chrome={chrome} state={state} model={model} />
            </div>
          </Section>
          <Section title={words.prices} lead={words.pricesLead} id="prices">
            <PriceFields chrome={chrome} lines={lines} errors={state.errors} />
          </Section>
          <Section title={words.open} lead={words.openLead} id="open">
            <div class="stack narrow">
              <AudienceFields chrome={chrome} state={state} audience={audience} groups={groups} />
            </div>
          </Section>
          <Section title={words.params} lead={words.paramsLead} id="params">
            <div class="stack narrow">
              <ParamFields chrome={chrome} state={state} params={params} />
            </div>
          </Section>
          <div class="save">
            <button class="btn primary">{t.admin.save}</button>
          </div>
        </form>
        <Section title={words.removal} lead={words.removalLead} id="removal">
          <DeletionForm
            action={paths.adminModelDeletion(model.id)}
            label={words.confirm}
            name={model.name}
            state={state}
            submit={words.remove}
          />
        </Section>
      </div>
    </AdminPage>
  )
}
