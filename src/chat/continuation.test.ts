import { describe, expect, it } from 'vitest'
import { continuation, type Step } from './continuation.ts'

const step = (depth: number, html: string): Step => ({ depth, html })

describe('HTML that goes on', () => {
  it.each([
    ['', '<p>a</p>', [step(0, '<p>a')]],
    ['<p>a</p>', '<p>a</p>', []],
    ['<p>a</p>', '<p>a b</p>', [step(1, ' b')]],
    ['<p>a <em>b</em></p>', '<p>a <em>bc</em></p>', [step(2, 'c')]],
    ['<p>a <em>b</em></p>', '<p>a <em>b</em> c</p>', [step(1, ' c')]],
    ['<p>a <em>b</em></p>', '<p>a <em>bc</em> d <em>e</em></p>', [step(2, 'c'), step(1, ' d <em>e')]],
    ['<p>a</p>', '<p>a <em>b</em> c <strong>d</strong></p>', [step(1, ' <em>b</em> c <strong>d')]],
    ['<ul><li>a</li></ul>', '<ul><li>ab</li><li>c</li></ul>', [step(2, 'b'), step(1, '<li>c')]],
    ['<ul><li>a<ul><li>b</li></ul></li></ul>', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', [step(1, '<li>c')]],
    ['<p>a<br>b</p>', '<p>a<br>b<br>c</p>', [step(1, '<br>c')]],
    ['<p>a</p>', '<p>a<math><mspace width="1em"/><mi>x</mi></math> b</p>', [step(1, '<math><mspace width="1em"/><mi>x</mi></math> b')]],
    ['<tr><td>1</td></tr>', '<tr><td>12</td><td>3</td></tr>', [step(2, '2'), step(1, '<td>3')]],
  ])('from %j to %j', (before, after, steps) => expect(continuation(before, after)).toEqual(steps))

  it.each([
    ['<p>a</p>', '<h1>a</h1>'],
    ['<p>a *b</p>', '<p>a <em>b</em></p>'],
    ['<p>abc</p>', '<p>ab</p>'],
    ['<p>a</p>', ''],
  ])('is not what %j becomes as %j', (before, after) => expect(continuation(before, after)).toBeUndefined())
})
