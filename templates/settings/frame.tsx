import type { Child } from 'hono/jsx'
import { Sidebar } from '../chat/sidebar.tsx'
import type { SidebarView } from '../chat/views.ts'
import type { Chrome } from '../chrome.ts'
import { Document } from '../layout.tsx'
import type { IconName } from '../ui/icon.tsx'
import { SidebarButton } from '../ui/sidebarHead.tsx'

type FrameProps = { chrome: Chrome; sidebar: SidebarView; title: string; script?: 'app.js'; children?: Child }

const ICONS: readonly IconName[] = [
  ...([
    'mark',
    'x',
    'new',
    'more',
    'gear',
    'chart',
    'out',
    'menu',
    'caret',
    'check',
    'alert',
    'sun',
    'moon',
    'down',
    'copy',
    'key',
    'laptop',
    'phone',
    'download',
    'trash',
  ] as const),
]

/** The sidebar, the title, and sections below it. */
export const SettingsFrame = ({ chrome, sidebar, title, script, children }: FrameProps) => {
  const { t } = chrome
  return (
    <Document chrome={chrome} title={t.page.title(title)} css="app.css" icons={ICONS} {...(script && { script })}>
      <a class="btn skip" href="#main">
        {t.page.skip}
      </a>
      <div class="app">
        <Sidebar chrome={chrome} sidebar={sidebar} place="settings" />
        <main id="main">
          <header class="bar">
            <SidebarButton t={t} />
            <h1>{title}</h1>
          </header>
          <div class="page settings">
            <div>{children}</div>
          </div>
        </main>
      </div>
    </Document>
  )
}
