import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import type { ComposerView, ModelOption } from './views.ts'

const chosenOf = ({ models, modelId }: ComposerView): ModelOption | undefined => models.find((model) => model.id === modelId) ?? models[0]

/** The chosen model's name in the composer; with more than one model it opens the menu. */
export const ModelPick = ({ t, composer }: { t: Strings; composer: ComposerView }) => {
  const chosen = chosenOf(composer)
  if (chosen === undefined) return null
  if (composer.models.length === 1) return <OnlyModel model={chosen} />
  return (
    <button type="button" class="btn quiet small pick" popovertarget="models" aria-label={`${t.chat.model}: ${chosen.name}`}>
      <span id="model-name">{chosen.name}</span>
      <Icon name="caret" small />
    </button>
  )
}

const OnlyModel = ({ model }: { model: ModelOption }) => (
  <span class="btn quiet small pick only">
    <input type="hidden" name="model" value={model.id} />
    <span>{model.name}</span>
  </span>
)

/** Outside of the form that it belongs to, so that it can float. */
export const ModelMenu = ({ t, composer }: { t: Strings; composer: ComposerView }) => {
  const chosen = chosenOf(composer)
  if (composer.models.length < 2) return null
  return (
    <div class="menu up" id="models" popover="auto" role="radiogroup" aria-label={t.chat.model}>
      <h2>{t.chat.model}</h2>
      {composer.models.map((model) => (
        <label class="option">
          <input
            type="radio"
            name="model"
            form="composer"
            value={model.id}
            checked={model.id === chosen?.id}
            {...(model.thinks ? { 'data-thinks': '' } : {})}
          />
          <b>{model.name}</b>
          {model.note !== null && <small>{model.note}</small>}
          <Icon name="check" />
        </label>
      ))}
    </div>
  )
}
