import { raw } from 'hono/html'
import type { Strings } from '../i18n/index.ts'
import { TurnAfter } from './composer.tsx'
import { DockNotice } from './dockNotice.tsx'
import { Message, openBlock } from './message.tsx'
import { Thoughts } from './thinking.tsx'
import type { DockNoticeView, MessageView } from './views.ts'

/** Thinking as it grows: the first frame of a connection replaces what is there, later ones append. */
export type ReasoningFrame = { text: string; replace: boolean }

export type FrameProps = {
  t: Strings
  messageId: string
  /** safe HTML of blocks that have been finished since the last frame, each in its own `<div data-block>` */
  closed: readonly string[]
  /** safe HTML of the block that still grows */
  open: string
  reasoning?: ReasoningFrame | undefined
}

/** One SSE message while an answer grows: finished blocks go in once, only the open block is replaced. */
export const StreamFrame = ({ t, messageId, closed, open, reasoning }: FrameProps) => (
  <>
    <ReasoningPartial t={t} messageId={messageId} reasoning={reasoning} />
    {closed.length > 0 && (
      <hx-partial hx-target={`#o-${messageId}`} hx-swap="before">
        {raw(closed.join(''))}
      </hx-partial>
    )}
    <hx-partial hx-target={`#o-${messageId}`} hx-swap="innerMorph">
      {raw(open)}
    </hx-partial>
  </>
)

/** All blocks anew, for a reader whose place in the answer is not known; what is the same stays as it is. */
export const ResetFrame = ({ t, messageId, closed, open, reasoning }: FrameProps) => (
  <>
    <ReasoningPartial t={t} messageId={messageId} reasoning={reasoning} />
    <hx-partial hx-target={`#b-${messageId}`} hx-swap="innerMorph">
      {raw(closed.join('') + openBlock(messageId, open))}
    </hx-partial>
  </>
)

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

/** Why the rest of an answer cannot be shown here; what is on the page stays. */
export const RefusalFrame = ({ t, notice }: { t: Strings; notice: DockNoticeView }) => (
  <hx-partial hx-target="#notices" hx-swap="innerHTML">
    <DockNotice t={t} notice={notice} />
  </hx-partial>
)

const ReasoningPartial = ({ t, messageId, reasoning }: Pick<FrameProps, 't' | 'messageId' | 'reasoning'>) => {
  if (reasoning === undefined || reasoning.text === '') return null
  if (!reasoning.replace) {
    return (
      <hx-partial hx-target={`#r-${messageId}`} hx-swap="beforeend">
        {reasoning.text}
      </hx-partial>
    )
  }
  return (
    <hx-partial hx-target={`#t-${messageId}`} hx-swap="outerMorph">
      <Thoughts t={t} messageId={messageId} text={reasoning.text} milliseconds={null} streaming />
    </hx-partial>
  )
}
