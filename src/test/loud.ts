import { afterEach, beforeEach, expect } from 'vitest'

/** A test that logs an error fails, unless it expects the error and spies on `console.error` itself. */
const quiet = console.error
let errors: unknown[][] = []

beforeEach(() => {
  errors = []
  console.error = (...args: unknown[]) => {
    errors.push(args)
    quiet(...args)
  }
})

afterEach(() => {
  console.error = quiet
  expect(errors, 'the test wrote to console.error').toEqual([])
})
