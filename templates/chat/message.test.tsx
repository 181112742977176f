import { describe, expect, it } from 'vitest'
import { stringsFor } from '../i18n/index.ts'
import { HOSTILE, sampleChrome, sampleComposer, sampleMain, sampleMessage, sampleSidebar, streamingMessage } from '../samples.ts'
import { Editing } from './editing.tsx'
import { AskedFragment, BranchFragment, NewConversationFragment, RetriedFragment } from './fragments.tsx'
import { FinalFrame, resetFrame, streamFrame } from './frames.tsx'
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

  it('that broke off can be gone on with, and one that did not can be asked for again', () => {
    for (const status of ['stopped', 'interrupted', 'failed'] as const) {
      expect(show(sampleMessage({ status, isCutShort: true }))).toContain('action="/messages/m1/continuation"')
      expect(show(sampleMessage({ status }))).not.toContain('continuation')
    }
    expect(show(sampleMessage({ finishReason: 'length', isCutShort: true }))).toContain('action="/messages/m1/continuation"')
    expect(show(sampleMessage())).toContain('action="/messages/m1/retry"')
    expect(show(streamingMessage())).not.toMatch(/retry|continuation/)
  })

  it('is asked for again, or gone on with, once for each form', () => {
    const html = show(sampleMessage({ status: 'interrupted', isCutShort: true }))
    const forms = [...html.matchAll(/action="\/messages\/m1\/(\w+)"[^>]*><input type="hidden" name="client_id" value="([^"]+)"/g)]
    expect(forms.map(([, action, id]) => [action, id])).toEqual([
      ['continuation', 'continuation-1'],
      ['retry', 'retry-1'],
    ])
    expect(show(sampleMessage({ status: 'failed', html: '' }))).toContain('name="client_id" value="retry-1"')
  })

  it('that is not saved offers its text, and nothing that the server could not do', () => {
    const html = show(sampleMessage({ status: 'failed', error: { code: 'not_saved', message: 'x' } }))
    expect(html).toContain(t.state.notSaved)
    expect(html).toMatch(/<button [^>]*data-copy="message">.*Copy the answer/)
    expect(html).not.toContain('continuation')
  })

  it('with other versions says which it is, and leads to those beside it by forms', () => {
    const middle = show(sampleMessage({ siblings: ['m0', 'm1', 'm2'] }))
    expect(middle).toContain('2 / 3')
    expect(middle).toContain('method="post" action="/messages/m0/selection"')
    expect(middle).toContain('method="post" action="/messages/m2/selection"')
    const last = show(sampleMessage({ role: 'user', siblings: ['m0', 'm1'] }))
    expect(last).toContain('action="/messages/m0/selection"')
    expect(last.match(/data-step="right" disabled/g)).toHaveLength(1)
    expect(show(sampleMessage())).not.toContain('selection')
  })

  it('that failed before a word still leads to the other versions', () => {
    const failed = sampleMessage({ status: 'failed', html: '', modelName: null, tokens: null, siblings: ['m0', 'm1'] })
    expect(show(failed)).toContain('2 / 2')
  })

  it('says what the model did not see any more', () => {
    expect(show(sampleMessage({ leftOut: 12 }))).toContain(t.thread.leftOut(12))
    expect(show(sampleMessage({ leftOut: 12, isSummarised: true }))).toContain(t.thread.summarised(12))
    expect(show(sampleMessage())).not.toContain('class="rule"')
  })

  it('of a person can be edited: in its place, or on a page of its own without script', () => {
    expect(show(sampleMessage({ id: 'q', role: 'user' }))).toMatch(
      /<a class="icon-btn" href="\/messages\/q\/edit" hx-get="\/messages\/q\/edit" hx-target="#m-q"[^>]* data-edit=""/,
    )
    const edit = { messageId: 'q', conversationId: 'c', text: '\nindented </textarea><script>', clientId: 'fresh' }
    const form = String(<Editing t={t} edit={edit} />)
    expect(form).toContain('>\n\nindented &lt;/textarea')
    expect(form).toContain('name="client_id" value="fresh"')
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
    const html = streamFrame({
      t,
      messageId: 'm1',
      closed: ['<div data-block><p>a</p></div>', '<div data-block><p>b</p></div>'],
      open: '<p>c</p>',
    })
    expect(partials(html)).toEqual(['previous [data-open] outerHTML'])
    expect(html).toContain('<div data-block><p>a</p></div><div data-block><p>b</p></div>')
  })

  it('show thinking as text', () => {
    const html = streamFrame({ t, messageId: 'm1', closed: [], open: '', thoughts: '<hx-x>' })
    expect(partials(html)).toEqual(['#t-m1 outerMorph', 'previous [data-open] innerMorph'])
    expect(html).toContain('&lt;hx-x&gt;')
  })

  it('begin anew when a reader has lost the place', () => {
    const html = resetFrame({ t, messageId: 'm1', closed: ['<div data-block><p>a</p></div>'], open: '<p>b</p>', thoughts: 'Hm' })
    expect(partials(html)).toEqual(['#t-m1 outerMorph', '#b-m1 innerMorph'])
    expect(html).toContain(`<div data-block><p>a</p></div><div data-open><p>b</p></div>`)
  })

  it('end with the message and the send button', () => {
    const html = String(<FinalFrame t={t} message={sampleMessage()} />)
    expect(partials(html)).toEqual(['#m-m1 outerMorph', '#turn outerHTML'])
    expect(html).toContain('name="parent_id" value="m1"')
    expect(html).not.toContain('class="send stop"')
  })

  it('never carry the client id of a composer, which belongs to one page', () => {
    expect(String(<FinalFrame t={t} message={sampleMessage()} />)).not.toContain('id="client-id"')
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

  it('show another branch in the place of the thread, and touch no text that is being written', () => {
    const composer = sampleComposer({ parentId: 'leaf' })
    const html = String(<BranchFragment chrome={sampleChrome()} main={sampleMain({ composer })} />)
    expect(html).toContain('<hx-partial hx-target="#thread" hx-swap="outerHTML"><div class="thread" id="thread">')
    expect(html).toContain('name="parent_id" value="leaf"')
    expect(html).not.toContain('<textarea')
  })
})

describe('a long conversation', () => {
  const page = (over: Parameters<typeof sampleMain>[0]) =>
    String(<ChatPage chrome={sampleChrome()} sidebar={sampleSidebar()} main={sampleMain(over)} />)

  it('leads to earlier messages by a link, which htmx puts in its own place', () => {
    expect(page({ earlierId: 'm7' })).toMatch(/<a [^>]*href="\/chat\/c1\?before=m7" hx-get="\/chat\/c1\?before=m7" hx-target="#earlier"/)
    expect(page({})).not.toContain('id="earlier"')
  })

  it('is for reading where later messages are left out: no composer, and forms that load the page', () => {
    const html = page({ earlierId: 'm7', hasLater: true })
    expect(html).toContain('<div class="thread" id="thread" hx-ignore="">')
    expect(html).not.toContain('id="composer"')
    expect(html).toContain(t.thread.later)
  })
})
