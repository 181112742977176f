import { describe, expect, it } from 'vitest'
import { estimateTokens } from '../llm/estimate.ts'
import type { CallReport, TokenCount } from '../llm/llm.ts'
import { type CallEnd, countTokens } from './tokens.ts'

const TEXT = 'It said this much before it ended. '.repeat(3)
const OF_TEXT = estimateTokens(TEXT)
const REPORT: CallReport = { httpStatus: 200, ttftMs: 1, durationMs: 1, bytesIn: 1, bytesOut: 1, usage: null }
const usage = (promptTokens: number, completionTokens: number): TokenCount => ({
  promptTokens,
  cachedTokens: 0,
  completionTokens,
  reasoningTokens: 0,
})
const end = (status: CallEnd['status'], told: TokenCount | null, content = TEXT): CallEnd => ({
  status,
  content,
  reasoning: '',
  report: { ...REPORT, usage: told },
  errorClass: null,
})

describe('the tokens of a call', () => {
  it('are what the upstream counted', () => {
    expect(countTokens(7, end('complete', usage(9, 2)))).toMatchObject({ promptTokens: 9, completionTokens: 2, estimated: false })
    expect(countTokens(7, end('stopped', usage(9, 28)))).toMatchObject({ promptTokens: 9, completionTokens: 28, estimated: false })
  })

  it('are estimated where it did not say', () => {
    expect(countTokens(7, end('complete', null))).toMatchObject({ promptTokens: 7, completionTokens: OF_TEXT, estimated: true })
    expect(countTokens(7, end('stopped', null, ''))).toMatchObject({ promptTokens: 7, completionTokens: 0, estimated: true })
  })

  it('are estimated in the part that it left out', () => {
    expect(countTokens(7, end('complete', usage(0, 20)))).toMatchObject({ promptTokens: 7, completionTokens: 20, estimated: true })
    expect(countTokens(7, end('complete', usage(9, 0)))).toMatchObject({ promptTokens: 9, completionTokens: OF_TEXT, estimated: true })
  })

  it('are not those that were counted before the text came', () => {
    expect(countTokens(7, end('stopped', usage(9, 1)))).toMatchObject({ promptTokens: 9, completionTokens: OF_TEXT, estimated: true })
  })

  it('are none where the call failed, or was never made', () => {
    expect(countTokens(7, end('failed', usage(9, 1)))).toMatchObject({ promptTokens: 0, completionTokens: 0, estimated: false })
    expect(countTokens(7, { ...end('stopped', null), report: null })).toMatchObject({ promptTokens: 0, completionTokens: 0 })
    expect(countTokens(7, { ...end('stopped', null, ''), report: { ...REPORT, bytesOut: 0 } })).toMatchObject({ promptTokens: 0 })
  })
})
