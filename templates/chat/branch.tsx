import { paths } from '../../src/paths.ts'
import type { Strings } from '../i18n/index.ts'
import { Icon } from '../ui/icon.tsx'
import { ActionForm } from './actionForm.tsx'
import type { MessageView } from './views.ts'

/** Which of several versions this is, and the way to the others; nothing where there is only one. */
export const Branch = ({ t, message: { id, siblings } }: { t: Strings; message: MessageView }) => {
  const place = siblings.indexOf(id)
  if (siblings.length < 2 || place < 0) return null
  return (
    <span class="branch" role="group" aria-label={t.thread.versions}>
      <Step label={t.thread.previousVersion} icon="left" to={siblings[place - 1]} />
      <span class="num">{t.thread.version(place + 1, siblings.length)}</span>
      <Step label={t.thread.nextVersion} icon="right" to={siblings[place + 1]} />
    </span>
  )
}

const Step = ({ label, icon, to }: { label: string; icon: 'left' | 'right'; to: string | undefined }) => {
  const button = (
    <button class="icon-btn bare" aria-label={label} title={label} data-step={icon} disabled={to === undefined}>
      <Icon name={icon} small />
    </button>
  )
  if (to === undefined) return button
  return (
    <ActionForm action={paths.messageSelection(to)} place={{ shows: to }}>
      {button}
    </ActionForm>
  )
}
