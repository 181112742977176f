import type { Offer, OfferedModel } from '../../src/admin/models/offered.ts'
import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'
import { Field } from '../ui/field.tsx'
import { Section, Select } from '../ui/section.tsx'
import { FormNotice, type FormState } from './form.tsx'
import { AdminPage } from './frame.tsx'

export type NewModelProps = {
  chrome: Chrome
  keys: readonly { id: string; label: string; provider: string }[]
  /** what a server has listed just now */
  offer: Offer | null
  state: FormState
}

export const NewModelPage = (props: NewModelProps) => {
  const { chrome, offer, state } = props
  const { models: words } = chrome.t
  const back = (
    <a class="btn small" href={paths.adminModels()}>
      {words.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="models" title={words.add} action={back}>
      <div>
        <div class="stack">
          <FormNotice notice={state.notice} />
        </div>
        <Section title={words.fromServer} lead={words.fromServerLead} id="from-server" first>
          <div class="stack">
            <FetchForm {...props} />
            {offer !== null && <OfferForm chrome={chrome} offer={offer} />}
          </div>
        </Section>
        <Section title={words.byHand} lead={words.byHandLead} id="by-hand">
          <ByHand {...props} />
        </Section>
      </div>
    </AdminPage>
  )
}

const FetchForm = ({ chrome: { t }, keys, offer, state }: NewModelProps) => {
  const { models: words } = t
  if (keys.length === 0) return <p class="muted">{words.noKeys}</p>
  const chosen = offer?.key.id ?? state.values['key_id']
  return (
    <form class="stack narrow" method="post" action={paths.adminNewModel()}>
      <Select name="key_id" label={words.key}>
        {keys.map(({ id, label, provider }) => (
          <option value={id} selected={id === chosen}>
            {label === provider ? label : `${label} (${provider})`}
          </option>
        ))}
      </Select>
      <div>
        <button class="btn">{words.fetch}</button>
      </div>
    </form>
  )
}

const OfferForm = ({ chrome, offer: { key, models } }: { chrome: Chrome; offer: Offer }) => {
  const { models: words } = chrome.t
  const hasNew = models.some(({ state }) => state === 'new')
  return (
    <form class="stack" method="post" action={paths.adminModels()}>
      <input type="hidden" name="provider" value={key.provider} />
      <input type="hidden" name="key_id" value={key.id} />
      <div class="table-wrap offer" tabindex={0} role="region" aria-labelledby="offer-h">
        <h3 class="sr" id="offer-h">
          {words.listOf(key.label)}
        </h3>
        <table class="table">
          <thead>
            <tr>
              <th>{words.listOf(key.label)}</th>
              <th>{words.state}</th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <OfferRow chrome={chrome} model={model} />
            ))}
          </tbody>
        </table>
      </div>
      {hasNew ? (
        <div>
          <button class="btn primary">{words.addChosen}</button>
        </div>
      ) : (
        <p class="muted">{words.nothingNew}</p>
      )}
    </form>
  )
}

const TONES = { new: 'accent', known: undefined, gone: 'warning' } as const

const OfferRow = ({ chrome: { t }, model: { upstreamId, state, id, name } }: { chrome: Chrome; model: OfferedModel }) => (
  <tr>
    <th scope="row">
      {state === 'new' || id === null ? (
        <label class="tick">
          <input type="checkbox" name="upstream_id" value={upstreamId} />
          {upstreamId}
        </label>
      ) : (
        <>
          <a href={paths.adminModel(id)}>{name}</a>
          {name !== upstreamId && <small>{upstreamId}</small>}
        </>
      )}
    </th>
    <td>
      <span class="badge" data-tone={TONES[state]}>
        {t.models.states[state]}
      </span>
    </td>
  </tr>
)

const ByHand = ({ chrome: { t }, keys, state: { values, errors } }: NewModelProps) => {
  const { models: words } = t
  const field = (name: 'upstream_id' | 'provider' | 'name', known: string | undefined, most: number) => (
    <Field
      name={name}
      label={words[name]}
      value={values[name] ?? known}
      hint={name === 'upstream_id' ? undefined : words.hints[name]}
      error={errors[name]}
      maxlength={most}
      autocomplete="off"
      required={name !== 'name'}
      literal
    />
  )
  return (
    <form class="stack narrow" method="post" action={paths.adminModels()}>
      <input type="hidden" name="by_hand" value="1" />
      {field('upstream_id', undefined, 200)}
      {field('provider', keys[0]?.provider ?? 'deepseek', 64)}
      {field('name', undefined, 128)}
      <div>
        <button class="btn primary">{words.addOne}</button>
      </div>
    </form>
  )
}
