import type { Chrome } from '../chrome.ts'
import { TurnAfter } from './composer.tsx'
import { ListPartial } from './fragments.tsx'
import { Message } from './message.tsx'
import type { MessageView, SidebarView } from './views.ts'

export type LatestProps = { chrome: Chrome; messages: readonly MessageView[]; sidebar: SidebarView }

/** Answer to a page that asks what was said after its last message: in another tab, or on another device. */
export const LatestFragment = ({ chrome, messages, sidebar }: LatestProps) => {
  const last = messages.at(-1)
  return (
    <>
      <hx-partial hx-target="#thread" hx-swap="beforeend">
        {messages.map((message) => (
          <Message t={chrome.t} message={message} />
        ))}
      </hx-partial>
      {last !== undefined && (
        <hx-partial hx-target="#turn" hx-swap="outerHTML">
          <TurnAfter t={chrome.t} message={last} />
        </hx-partial>
      )}
      <ListPartial chrome={chrome} sidebar={sidebar} />
    </>
  )
}
