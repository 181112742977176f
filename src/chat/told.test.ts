import { describe, expect, it } from 'vitest'
import type { Said } from './treeQueries.ts'
import { bestSummary, turnsLeftOut, turnsOf } from './told.ts'

const NOTHING = { model: null, leftOut: 0, summary: null, summaryUntil: null }

/** `q` a question, `a` an answer, `-` an answer without a word; each answers to the one before. */
const branch = (shape: string): Said[] =>
  Array.from(shape, (kind, index) => ({
    ...NOTHING,
    id: `${index}`,
    parentId: index === 0 ? null : `${index - 1}`,
    role: kind === 'q' ? 'user' : 'assistant',
    content: kind === '-' ? ' \n' : `${kind}${index}`,
  }))

const toldOf = (shape: string) =>
  turnsOf(branch(shape), new Map())
    .map(({ messages }) => messages.map(({ content }) => content).join(''))
    .join(' ')

describe('what was said, turn by turn', () => {
  it.each([
    ['a question', 'q', 'q0'],
    ['turns', 'qaqaq', 'q0a1 q2a3 q4'],
    ['a question that was answered with nothing, and the next', 'qaq-q', 'q0a1 q4'],
    ['the question alone when all before was answered with nothing', 'q-q-q', 'q4'],
    ['the last of two questions in a row', 'qaqq', 'q0a1 q3'],
    ['nothing that answers no question', 'aqaq', 'q1a2 q3'],
    ['an answer to go on with', 'qaqa', 'q0a1 q2a3'],
  ])('is %s', (_name, shape, expected) => {
    expect(toldOf(shape)).toBe(expected)
  })

  it('begins with a question and changes speaker with every message, whatever the branch', () => {
    for (let shapes = 0; shapes < 3 ** 6; shapes++) {
      const shape = Array.from(shapes.toString(3).padStart(6, '0'), (digit) => 'qa-'[Number(digit)]).join('')
      const roles = turnsOf(branch(`${shape}q`), new Map()).flatMap(({ messages }) => messages.map(({ role }) => role))
      expect(roles).toEqual(Array.from(roles, (_, index) => (index % 2 === 0 ? 'user' : 'assistant')))
      expect(roles.at(-1)).toBe('user')
    }
  })

  it('has the thoughts of the answers that they are given for', () => {
    const [first, second] = turnsOf(branch('qaqaq'), new Map([['3', 'hm']]))
    expect(first?.messages[1]).toEqual({ role: 'assistant', content: 'a1' })
    expect(second?.messages[1]).toEqual({ role: 'assistant', content: 'a3', reasoning: 'hm' })
  })
})

describe('what the last request left out', () => {
  it('is told by the last answer of the same model', () => {
    const said = branch('qaqaq').map((one, index) => ({ ...one, model: index === 1 ? 'small' : 'large', leftOut: index === 1 ? 6 : 2 }))
    expect([turnsLeftOut(said, 'small'), turnsLeftOut(said, 'large'), turnsLeftOut(said, 'new')]).toEqual([3, 1, 0])
  })
})

describe('the summary that is used', () => {
  const said = branch('qaqaqaq').map((one) => ({
    ...one,
    ...(one.id === '3' ? { summary: 'short', summaryUntil: '1' } : {}),
    ...(one.id === '5' ? { summary: 'longer', summaryUntil: '3' } : {}),
  }))
  const turns = turnsOf(said, new Map())

  it('covers the most of what is left out, and nothing that is told', () => {
    expect(bestSummary(said, turns, 3)).toEqual({ text: 'longer', turns: 2 })
    expect(bestSummary(said, turns, 2)).toEqual({ text: 'longer', turns: 2 })
    expect(bestSummary(said, turns, 1)).toEqual({ text: 'short', turns: 1 })
  })

  it('is none where nothing is left out, or there is none', () => {
    expect(bestSummary(said, turns, 0)).toBeNull()
    expect(bestSummary(branch('qaq'), turns, 1)).toBeNull()
  })
})
