import { expect, it } from 'vitest'
import { hostile } from './testing/hostile.ts'
import { hostileEverywhere } from './testing/hostileEverywhere.ts'
import { grow, options, render } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'

it('knows hundreds of payloads', () => {
  expect(hostileEverywhere.length).toBeGreaterThan(600)
})

it.each(hostileEverywhere)('lets only our own markup out of %j', async (payload) => {
  for (const text of [payload, `before ${payload} after`, `- item\n\n  ${payload}\n\nnext`, `> ${payload}`])
    expect(faultsOf(await render(text), options.idPrefix)).toEqual([])
})

it.each(hostileEverywhere)('is safe at every moment while %j arrives', async (payload) => {
  const { views, whole } = await grow(payload)
  for (const view of views) expect(faultsOf(view, options.idPrefix)).toEqual([])
  expect(whole).toBe(await render(payload))
})

it('never lets what htmx reads out raw', async () => {
  const html = await render(hostile.join('\n\n'))
  expect(html).not.toMatch(/<hx-|<head|<title|<script|<img|<style/i)
  expect(html).not.toMatch(/<[^>]+ (?:hx-|data-hx|on\w+=|style=|src)/i)
})

it('shows the payload as text, it does not drop it', async () => {
  expect(await render('<script>alert(1)</script>')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

it.each(['[a](/x)', '[a](javascript:x)', '[a](//evil.com)', '[a](file:///x)'])('makes no link of %s', async (text) => {
  expect(await render(text)).toBe('<div data-block><p>a</p></div>')
})

it('opens links in a new tab that knows nothing of us', async () => {
  expect(await render('[a](http://x.y/?a=1&amp;b=2)')).toContain(
    '<a href="http://x.y/?a=1&amp;b=2" rel="noopener noreferrer nofollow" target="_blank">a</a>',
  )
})

it('loads no image: it becomes a link', async () => {
  expect(await render('![a cat](https://x.y/cat.png)')).toContain(
    '<a href="https://x.y/cat.png" rel="noopener noreferrer nofollow" target="_blank">a cat</a>',
  )
})

it('replaces control characters and half characters', async () => {
  expect(await render('a\u0000b\u001bc\ud800')).toBe('<div data-block><p>a\ufffdb\ufffdc\ufffd</p></div>')
})

it('lets no link stand within another, and no id outside of its prefix', async () => {
  const html = await render('[![a](http://b.c) <http://d.e> [^1]](http://f.g) [^1]\n\n[^1]: x[^1]')
  expect(html).not.toMatch(/<a [^>]*>(?:(?!<\/a>).)*<a /)
  expect([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id?.startsWith(options.idPrefix))).not.toContain(false)
})

it('keeps a macro within its message', async () => {
  await render('$\\gdef\\foo{42}\\foo$')
  expect(await render('$\\foo$')).toBe('<div data-block><p><code>$\\foo$</code></p></div>')
})
