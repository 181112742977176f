import { describe, expect, it } from 'vitest'
import { stringsFor } from '../i18n/index.ts'
import { HOSTILE, sampleChrome, sampleComposer, sampleMain, sampleMessage, sampleSidebar, streamingMessage } from '../samples.ts'
import { AskedFragment, NewConversationFragment, RetriedFragment } from './fragments.tsx'
import { FinalFrame, ResetFrame, StreamFrame } from './frames.tsx'
import { Message } from './message.tsx'
import { ChatPage } from './page.tsx'
import type { MessageView } from './views.ts'

const t = stringsFor('en')
const show = (message: MessageView): string => String(<Message t={t} message={message} />)

describe('a message', () => {
  it('is the same on the page, after asking and in the last frame', () => {
    const message = sampleMessage({ reasoning: 'Hm', reasoningMs: 1400 })
    const page = String(<ChatPage chrome={sampleChrome()} sidebar={sampleSidebar()} main={sampleMain({ messages: [message] })} />)
    const asked = String(
      <AskedFragment chrome={sampleChrome()} question={sampleMessage({ id: 'q', role: 'user' })} answer={message} clientId="c" />,
    )
    expect(page).toContain(show(message))
    expect(asked).toContain(show(message))
    expect(String(<FinalFrame t={t} message={message} />)).toContain(show(message))
  })

  it('shows what a person wrote as text', () => {
    const html = show(sampleMessage({ role: 'user', content: HOSTILE }))
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<hx-')
    expect(html).toContain('&lt;hx-partial')
  })

  it('shows thinking, model names and stored errors as text', () => {
    const html = show(
      sampleMessage({ reasoning: HOSTILE, modelName: HOSTILE, status: 'failed', error: { code: 'what', message: HOSTILE } }),
    )
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<hx-')
  })

  it('keeps htmx out of what a model wrote', () => {
    expect(show(sampleMessage())).toMatch(/<div class="prose" id="b-m1" hx-ignore="">/)
  })

  it('follows its stream from the blocks that it has, while it is written', () => {
    const html = show(streamingMessage({ blocks: 3 }))
    expect(html).toContain('data-status="streaming" aria-busy="true"')
    expect(html).toContain('hx-sse:connect="/messages/m1/stream?from=3"')
    expect(html).toContain('<div data-open><p>More</p></div>')
    expect(show(sampleMessage())).not.toContain('hx-sse')
  })

  it('says how it ended and offers a way on', () => {
    expect(show(sampleMessage({ status: 'stopped' }))).toContain(t.state.stopped)
    expect(show(sampleMessage({ status: 'interrupted' }))).toContain('action="/messages/m1/retry"')
    const failed = show(sampleMessage({ status: 'failed', html: '', error: { code: 'upstream_timeout', message: 'x' } }))
    expect(failed).toContain(t.reasons.upstream_timeout({}).replaceAll("'", '&#39;'))
    expect(failed).toContain('action="/messages/m1/retry"')
  })

  it.each(['length', 'content_filter', 'insufficient_system_resource', 'other'] as const)('notes the end by %s', (finishReason) => {
    expect(show(sampleMessage({ finishReason }))).toContain(t.state.finish[finishReason])
  })

  it('says that a count of tokens is an estimate', () => {
    expect(show(sampleMessage({ estimated: true }))).toContain('12 tokens, estimated')
  })
})

describe('frames of a stream', () => {
  const partials = (html: string): string[] =>
    [...html.matchAll(/<hx-partial hx-target="([^"]+)" hx-swap="([^"]+)">/g)].map(([, target, swap]) => `${target} ${swap}`)

  it('put finished blocks before the open one, which alone is replaced', () => {
    const html = String(
      <StreamFrame t={t} messageId="m1" closed={['<div data-block><p>a</p></div>', '<div data-block><p>b</p></div>']} open="<p>c</p>" />,
    )
    expect(partials(html)).toEqual(['previous [data-open] outerHTML'])
    expect(html).toContain('<div data-block><p>a</p></div><div data-block><p>b</p></div>')
  })

  it('show thinking as text', () => {
    const html = String(<StreamFrame t={t} messageId="m1" closed={[]} open="" thoughts="<hx-x>" />)
    expect(partials(html)).toEqual(['#t-m1 outerMorph', 'previous [data-open] innerMorph'])
    expect(html).toContain('&lt;hx-x&gt;')
  })

  it('begin anew when a reader has lost the place', () => {
    const html = String(<ResetFrame t={t} messageId="m1" closed={['<div data-block><p>a</p></div>']} open="<p>b</p>" thoughts="Hm" />)
    expect(partials(html)).toEqual(['#t-m1 outerMorph', '#b-m1 innerMorph'])
    expect(html).toContain(`<div data-block><p>a</p></div><div data-open><p>b</p></div>`)
  })

  it('end with the message and the send button', () => {
    const html = String(<FinalFrame t={t} message={sampleMessage()} />)
    expect(partials(html)).toEqual(['#m-m1 outerMorph', '#turn outerHTML'])
    expect(html).toContain('name="parent_id" value="m1"')
    expect(html).not.toContain('class="send stop"')
  })

  it('never carry a client id, which belongs to one page', () => {
    expect(String(<FinalFrame t={t} message={sampleMessage()} />)).not.toContain('client_id')
  })
})

describe('answers to the composer', () => {
  it('add question and answer, turn send into stop and bring a fresh client id', () => {
    const html = String(
      <AskedFragment
        chrome={sampleChrome()}
        question={sampleMessage({ id: 'q', role: 'user' })}
        answer={streamingMessage()}
        clientId="fresh"
      />,
    )
    expect(html).toContain('<hx-partial hx-target="#thread" hx-swap="beforeend"><article class="message user" id="m-q"')
    expect(html).toContain('formaction="/messages/m1/stop"')
    expect(html).toContain('name="client_id" value="fresh"')
  })

  it('open a new conversation in place', () => {
    const composer = sampleComposer({ runningId: 'm1' })
    const main = sampleMain({ conversation: { id: 'c1', title: HOSTILE }, messages: [streamingMessage()], composer })
    const html = String(<NewConversationFragment chrome={sampleChrome()} sidebar={sampleSidebar()} main={main} />)
    expect(html).toMatch(/^<title>&quot;&gt;&lt;script/)
    expect(html).toContain('<hx-partial hx-target="#main" hx-swap="outerHTML"><main')
    expect(html).toContain('hx-target="#places"')
    expect(html).not.toContain('<script')
  })

  it('put a retried answer where the old one was', () => {
    const html = String(<RetriedFragment chrome={sampleChrome()} replacedId="old" answer={streamingMessage()} clientId="c" />)
    expect(html).toContain('<hx-partial hx-target="#m-old" hx-swap="outerHTML"><article')
  })
})
