import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'danger' | 'success' | 'warning' | 'accent'

export type NoticeProps = {
  tone: Tone
  icon: IconName
  title: Child
  /** `alert` interrupts a screen reader; only for what the reader has to mend */
  role?: 'status' | 'alert'
  action?: Child
  children?: Child
}

/** What happened in bold, how to get on in quiet words, at most one action. */
export const Notice = ({ tone, icon, title, role = 'status', action, children }: NoticeProps) => (
  <div class="notice" data-tone={tone} role={role}>
    <Icon name={icon} />
    <div>
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
    </div>
    {action}
  </div>
)
