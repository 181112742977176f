import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

const never = () => expect.unreachable()

it('runs at once when nobody has the connection', async () => {
  const order: string[] = []
  const passed = createGate().pass(() => order.push('statement'))
  order.push('after')
  await passed
  expect(order).toEqual(['statement', 'after'])
})

it('serves everybody in order of arrival', async () => {
  const gate = createGate()
  const order: string[] = []
  const alone = (name: string) =>
    gate.alone(async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    })
  const first = alone('first')
  const statement = gate.pass(() => order.push('statement'))
  const second = alone('second')
  const last = first.then(() => gate.pass(() => order.push('last')))
  await Promise.all([first, statement, second, last])
  expect(order).toEqual(['first begins', 'first ends', 'statement', 'second begins', 'second ends', 'last'])
})

it('refuses inside what would wait for itself, and goes on', async () => {
  const gate = createGate()
  await gate.alone(async () => {
    await expect(gate.pass(never)).rejects.toThrow('Inside tx')
    await expect(gate.alone(async () => never())).rejects.toThrow('Inside tx')
  })
  expect(await gate.pass(() => 'on')).toBe('on')
})

it('lets in what was begun inside and asks after the end', async () => {
  const gate = createGate()
  const asked = Promise.withResolvers<void>()
  const left = await gate.alone(async () => ({ later: asked.promise.then(() => gate.pass(() => 'passed')) }))
  asked.resolve()
  expect(await left.later).toBe('passed')
})

it('tells the work that it is over, and frees the connection when it fails', async () => {
  const gate = createGate()
  let later = (): boolean => true
  const work = gate.alone(async () => {
    expect(gate.isInside()).toBe(true)
    later = AsyncLocalStorage.bind(gate.isInside)
    throw new Error('failed')
  })
  await expect(work).rejects.toThrow('failed')
  expect([later(), gate.isInside()]).toEqual([false, false])
  expect(await gate.pass(() => 'on')).toBe('on')
})
