import type { Strings } from '../i18n/index.ts'
import { DockNotice } from './dockNotice.tsx'
import type { DockNoticeView } from './views.ts'

/** The one place for refusals; always there, so that what appears in it is read out. */
export const Notices = ({ t, notice }: { t: Strings; notice: DockNoticeView | undefined }) => (
  <div id="notices" aria-live="polite">
    {notice !== undefined && <DockNotice t={t} notice={notice} />}
  </div>
)
