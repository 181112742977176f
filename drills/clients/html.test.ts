import { expect, it } from 'vitest'
import { applyFrame, placeOf, wordsOf } from './html.ts'

const PAGE =
  '<article class="message" id="m-1"><div id="b-1"><div data-block><p>one</p></div><div data-open id="o-1"><p>tw</p></div></div></article>'

const partial = (target: string, swap: string, html: string) => `<hx-partial hx-target="#${target}" hx-swap="${swap}">${html}</hx-partial>`

it('finds an element with all that is in it', () => {
  const place = placeOf(PAGE, 'b-1')!
  expect(PAGE.slice(place.innerStart, place.innerEnd)).toBe('<div data-block><p>one</p></div><div data-open id="o-1"><p>tw</p></div>')
  expect(placeOf(PAGE, 'nowhere')).toBeNull()
})

it('changes a page as htmx does', () => {
  const frame = partial('o-1', 'before', '<div data-block><p>two</p></div>') + partial('o-1', 'innerMorph', '<p>three</p>')
  expect(wordsOf(applyFrame(PAGE, frame))).toBe('one two three')
  expect(wordsOf(applyFrame(PAGE, partial('o-1', 'beforeend', '<p>more</p>')))).toBe('one tw more')
  expect(applyFrame(PAGE, partial('m-1', 'outerMorph', '<p>all</p>'))).toBe('<p>all</p>')
})

it('passes over what is not on its part of the page, and does not guess at a swap', () => {
  expect(applyFrame(PAGE, partial('turn', 'outerHTML', 'x'))).toBe(PAGE)
  expect(() => applyFrame(PAGE, partial('o-1', 'sideways', 'x'))).toThrow('sideways')
})
