import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { LongText } from '../../ui/longText.tsx'
import { Tick } from '../../ui/tick.tsx'
import type { FormState } from '../form.tsx'

/** What stands in the fields where nothing was typed: as things are, or as a preset says. */
export type KeyDefaults = Partial<
  Pick<KeyView, 'label' | 'baseUrl' | 'provider' | 'models' | 'priority' | 'weight' | 'maxConcurrency' | 'rpm' | 'allowPrivate' | 'enabled'>
>

type Props = {
  chrome: Chrome
  state: FormState
  known: KeyDefaults
  /** null: a new one */
  view: KeyView | null
}

const inText = (value: number | null | undefined): string | undefined => (value == null ? undefined : String(value))

/** All that is asked of a key. A secret stays in the form while the form is refused, and nowhere else. */
export const KeyFields = (props: Props) => (
  <>
    <ServerFields {...props} />
    <ShareFields {...props} />
    <WayFields {...props} />
  </>
)

const ServerFields = ({ chrome: { t }, state: { values, errors }, known, view }: Props) => {
  const { keys: words } = t
  return (
    <Section title={words.what} lead={words.whatLead} id="what" first={view === null}>
      <div class="stack narrow">
        <Field
          name="label"
          label={words.label}
          value={values['label'] ?? known.label}
          error={errors['label']}
          maxlength={100}
          autocomplete="off"
          required
        />
        <Field
          name="base_url"
          label={words.baseUrl}
          value={values['base_url'] ?? known.baseUrl}
          hint={words.baseUrlHint}
          error={errors['base_url']}
          placeholder="https://"
          maxlength={500}
          autocomplete="off"
          required
          literal
        />
        <Field
          name="api_key"
          label={words.apiKey}
          type="password"
          value={values['api_key']}
          hint={view?.hasSecret ? words.keptKey(view.last4) : words.noKeyHint}
          error={errors['api_key']}
          maxlength={500}
          autocomplete="new-password"
          mono
        />
        {view?.hasSecret && <Tick name="without_key" label={words.withoutKey} checked={'without_key' in values} />}
        <Field
          name="provider"
          label={words.provider}
          value={values['provider'] ?? known.provider}
          hint={words.providerHint}
          error={errors['provider']}
          maxlength={64}
          autocomplete="off"
          literal
        />
        <LongText
          code
          name="models"
          label={words.modelsField}
          hint={words.modelsHint}
          value={values['models'] ?? known.models?.join('\n') ?? ''}
          error={errors['models']}
          rows={3}
          maxlength={20_000}
        />
      </div>
    </Section>
  )
}

const ShareFields = ({ chrome: { t }, state: { values, errors }, known, view }: Props) => {
  const { keys: words } = t
  const field = (name: 'priority' | 'weight' | 'max_concurrency' | 'rpm', label: string, hint: string, value: string | undefined) => (
    <Field
      name={name}
      label={label}
      value={values[name] ?? value}
      hint={hint}
      error={errors[name]}
      placeholder={name === 'max_concurrency' || name === 'rpm' ? words.noLimit : undefined}
      inputmode="numeric"
      maxlength={12}
      autocomplete="off"
    />
  )
  return (
    <Section title={words.share} lead={words.shareLead} id="share">
      <div class="stack narrow">
        <div class="pair">
          {field('priority', words.priority, words.priorityHint, inText(known.priority) ?? '0')}
          {field('weight', words.weight, words.weightHint, inText(known.weight) ?? '1')}
          {field('max_concurrency', words.maxConcurrency, words.overAll, inText(known.maxConcurrency))}
          {field('rpm', words.rpm, words.overAll, inText(known.rpm))}
        </div>
        {view !== null && (
          <Tick name="enabled" label={words.enabled} hint={words.enabledHint} checked={isTicked(values, 'enabled', view.enabled)} />
        )}
      </div>
    </Section>
  )
}

/** As it was ticked where the form was sent, as things are where it was not. */
const isTicked = (values: FormState['values'], name: string, known: boolean): boolean => ('base_url' in values ? name in values : known)

const WayFields = ({ chrome: { t }, state: { values, errors }, known, view }: Props) => {
  const { keys: words } = t
  const names = view?.headerNames.map((name) => `${name}:`).join('\n') ?? ''
  return (
    <Section title={words.way} lead={words.wayLead} id="way">
      <div class="stack narrow">
        <Tick
          name="allow_private"
          label={words.allowPrivate}
          hint={words.allowPrivateHint}
          checked={isTicked(values, 'allow_private', known.allowPrivate ?? false)}
        />
        <Field
          name="proxy"
          label={words.proxy}
          type="password"
          value={values['proxy']}
          hint={view?.hasProxy ? words.keptProxy : words.proxyHint}
          error={errors['proxy']}
          maxlength={500}
          autocomplete="new-password"
          mono
        />
        {view?.hasProxy && <Tick name="without_proxy" label={words.withoutProxy} checked={'without_proxy' in values} />}
        <LongText
          code
          name="headers"
          label={words.headers}
          hint={words.headersHint}
          value={values['headers'] ?? names}
          error={errors['headers']}
          rows={3}
          maxlength={20_000}
        />
      </div>
    </Section>
  )
}
