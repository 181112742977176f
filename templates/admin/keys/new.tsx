import type { LocalServer } from '../../../src/llm/discover.ts'
import { paths } from '../../../src/paths.ts'
import type { Chrome } from '../../chrome.ts'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../../ui/section.tsx'
import { FormNotice, type FormState } from '../form.tsx'
import { AdminPage } from '../frame.tsx'
import { type KeyDefaults, KeyFields } from './fields.tsx'

export const PRESETS = ['deepseek', 'other', 'ollama'] as const
export type Preset = (typeof PRESETS)[number]

export type NewKeyProps = { chrome: Chrome; preset: Preset; known: KeyDefaults; locals: readonly LocalServer[]; state: FormState }

export const NewKeyPage = ({ chrome, preset, known, locals, state }: NewKeyProps) => {
  const { t } = chrome
  const { keys: words } = t
  const names: Record<Preset, string> = { deepseek: 'DeepSeek', other: words.presetOther, ollama: 'Ollama' }
  const back = (
    <a class="btn small" href={paths.adminKeys()}>
      {words.back}
    </a>
  )
  return (
    <AdminPage chrome={chrome} place="keys" title={words.newTitle} action={back}>
      <div>
        <FormNotice notice={state.notice} />
        {locals.length > 0 && (
          <Section title={words.local} lead={words.localLead} id="local" first>
            <div class="stack narrow">
              {locals.map((server) => (
                <LocalForm chrome={chrome} server={server} />
              ))}
            </div>
          </Section>
        )}
        <nav class="segmented presets" aria-label={words.presets}>
          {PRESETS.map((name) => (
            <a href={paths.adminNewKey(name)} {...(name === preset ? { 'aria-current': 'page' } : {})}>
              {names[name]}
            </a>
          ))}
        </nav>
        <form method="post" action={paths.adminKeys()}>
          <KeyFields chrome={chrome} state={state} known={known} view={null} />
          <div class="split foot">
            <span />
            <div>
              <button class="btn primary">{words.submit}</button>
            </div>
          </div>
        </form>
      </div>
    </AdminPage>
  )
}

/** One click: no key, its own address, private allowed. */
const LocalForm = ({ chrome: { t }, server: { name, baseUrl, models } }: { chrome: Chrome; server: LocalServer }) => (
  <form class="local" method="post" action={paths.adminKeys()}>
    <input type="hidden" name="label" value={name} />
    <input type="hidden" name="provider" value={name} />
    <input type="hidden" name="base_url" value={baseUrl} />
    <input type="hidden" name="allow_private" value="on" />
    <span>
      {name} <small>{t.keys.localModels(models.length)}</small>
      <small class="mono">{baseUrl}</small>
    </span>
    <button class="btn small">
      <Icon name="plus" small />
      {t.keys.addLocal(name)}
    </button>
  </form>
)
