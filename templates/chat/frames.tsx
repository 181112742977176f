import type { Strings } from '../i18n/index.ts'
import { TurnAfter } from './composer.tsx'
import { DockNotice } from './dockNotice.tsx'
import { Message, openBlock } from './message.tsx'
import { Notice } from '../ui/notice.tsx'
import { Thoughts } from './thinking.tsx'
import type { DockNoticeView, MessageView } from './views.ts'

export type FrameProps = {
  t: Strings
  messageId: string
  /** safe HTML of finished blocks that the page does not have, each in its own `<div data-block>` */
  closed: readonly string[]
  /** safe HTML of the block that still grows */
  open: string
  /** all of the thinking, for a page that was not told before */
  thoughts?: string | undefined
}

/** A state of an answer while it grows: finished blocks go in once, only the open block is replaced. A string, for there are many of them. */
export const streamFrame = ({ closed, open, ...thoughts }: FrameProps): string =>
  thoughtsPartial(thoughts) + (closed.length > 0 ? closingPartial(closed, open) : openPartial(open))

/** Relative to the element that receives the stream: an id would be as long as most of the frames. */
const OPEN = 'previous [data-open]'

const closingPartial = (closed: readonly string[], open: string): string =>
  `<hx-partial hx-target="${OPEN}" hx-swap="outerHTML">${closed.join('')}${openBlock(open)}</hx-partial>`

const openPartial = (open: string): string => `<hx-partial hx-target="${OPEN}" hx-swap="innerMorph">${open}</hx-partial>`

/** All blocks anew, for a reader whose place in the answer is not known; what is the same stays as it is. */
export const resetFrame = ({ closed, open, ...thoughts }: FrameProps): string =>
  `${thoughtsPartial(thoughts)}<hx-partial hx-target="#b-${thoughts.messageId}" hx-swap="innerMorph">${closed.join('')}${openBlock(open)}</hx-partial>`

/** The last frame: the message as a page shows it, and the send button in the place of stop. */
export const FinalFrame = ({ t, message }: { t: Strings; message: MessageView }) => (
  <>
    <hx-partial hx-target={`#m-${message.id}`} hx-swap="outerMorph">
      <Message t={t} message={message} />
    </hx-partial>
    <hx-partial hx-target="#turn" hx-swap="outerHTML">
      <TurnAfter t={t} message={message} />
    </hx-partial>
  </>
)

/** The servers cannot hear each other: what comes now comes from the database. */
export const LateFrame = ({ t }: { t: Strings }) => (
  <hx-partial hx-target="#notices" hx-swap="innerHTML">
    <Notice tone="warning" icon="clock" title={t.state.delayed} />
  </hx-partial>
)

export const InTimeFrame = () => <hx-partial hx-target="#notices" hx-swap="innerHTML" />

/** Why the rest of an answer cannot be shown here; what is on the page stays. */
export const RefusalFrame = ({ t, notice }: { t: Strings; notice: DockNoticeView }) => (
  <hx-partial hx-target="#notices" hx-swap="innerHTML">
    <DockNotice t={t} notice={notice} />
  </hx-partial>
)

function thoughtsPartial({ t, messageId, thoughts = '' }: Pick<FrameProps, 't' | 'messageId' | 'thoughts'>): string {
  if (thoughts === '') return ''
  return String(
    <hx-partial hx-target={`#t-${messageId}`} hx-swap="outerMorph">
      <Thoughts t={t} messageId={messageId} text={thoughts} milliseconds={null} streaming />
    </hx-partial>,
  )
}
