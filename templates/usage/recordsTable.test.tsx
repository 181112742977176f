import { describe, expect, it } from 'vitest'
import { HOSTILE, sampleChrome } from '../samples.ts'
import { RecordsTable, type RecordsProps } from './recordsTable.tsx'
import { sampleRecord } from './samples.ts'

const table = (over: Partial<RecordsProps> = {}): string =>
  String(<RecordsTable chrome={sampleChrome()} records={[sampleRecord()]} headingId="h" scope="own" {...over} />)
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('the table of records', () => {
  it('says what each call was, in the zone of the reader', () => {
    const html = table({ titles: new Map([['c1', 'A title']]) })
    expect(words(html)).toContain('A title 22 Nov 2026, 15:10 · Web fake 12,406 9,728 3,118 4.2 s first token 0.3 s CNY 0.010704')
    expect(html).toContain('href="/chat/c1"')
  })

  it('does not lead to a conversation that is gone', () => {
    expect(table()).not.toContain('href="/chat')
    expect(words(table())).toContain('Deleted conversation')
  })

  it('says who and over which key where it is everybody’s, and nothing of conversations', () => {
    const html = table({ scope: 'everybody', titles: new Map([['c1', 'A title']]) })
    expect(html).toContain('<a href="/admin/users/u1">lin</a>')
    expect(words(html)).toContain('first key')
    expect(html).not.toMatch(/A title|\/chat/)
    expect(words(table({ scope: 'everybody', records: [sampleRecord({ userId: null, username: null })] }))).toContain('Deleted user')
  })

  it('marks what did not end well, and what was estimated', () => {
    const html = table({ records: [sampleRecord({ status: 'failed' }), sampleRecord({ status: 'stopped', estimated: true })] })
    expect(html).toContain('<span class="badge" data-tone="danger">failed</span>')
    expect(words(html)).toMatch(/stopped estimated/)
    expect(table()).not.toContain('badge')
  })

  it('names every cell for a phone', () => {
    const html = table()
    expect(html.match(/<td/g)).toHaveLength(html.match(/<td[^>]* data-label=/g)?.length ?? 0)
  })

  it('shows hostile names as names', () => {
    const hostile = sampleRecord({ model: HOSTILE, keyLabel: HOSTILE, username: HOSTILE, requestId: HOSTILE, currency: HOSTILE })
    for (const scope of ['own', 'everybody'] as const) {
      expect(table({ scope, records: [hostile], titles: new Map([['c1', HOSTILE]]) })).not.toMatch(/<script>|<hx-/)
    }
  })
})
