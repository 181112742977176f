import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

/** What would be here, and one way on. */
export const Empty = ({ icon, title, lead, children }: { icon: IconName; title: string; lead: string; children?: Child }) => (
  <div class="empty">
    <Icon name={icon} />
    <strong>{title}</strong>
    <p>{lead}</p>
    {children}
  </div>
)
