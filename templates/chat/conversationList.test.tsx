import { describe, expect, it } from 'vitest'
import { NOW, sampleChrome, sampleSidebar } from '../samples.ts'
import { ConversationList, ConversationPage } from './conversationList.tsx'
import type { ConversationItem } from './views.ts'

const item = (id: string, iso: string): ConversationItem => ({ id, title: id, updatedAt: new Date(iso), running: false })
const headings = (html: string): string[] => [...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name ?? '')
const list = (conversations: ConversationItem[], timeZone: string): string =>
  String(<ConversationList clock={sampleChrome('en', { timeZone })} sidebar={sampleSidebar({ conversations })} />)

describe('the list of conversations', () => {
  it('is grouped by day, week, month and year', () => {
    const days = ['2026-11-22T01:00:00Z', '2026-11-21T23:59:00Z', '2026-11-16T00:00:00Z', '2026-10-01T00:00:00Z', '2025-10-01T00:00:00Z']
    expect(
      headings(
        list(
          days.map((day, index) => item(`c${index}`, day)),
          'UTC',
        ),
      ),
    ).toEqual(['Today', 'Yesterday', 'Previous 7 days', 'October', 'October 2025'])
  })

  it('has every conversation below its heading, however many there are of each', () => {
    const sizes = { Today: 1, Yesterday: 7, 'Previous 7 days': 2, October: 12 }
    const days = ['2026-11-22', '2026-11-21', '2026-11-17', '2026-10-09']
    const all = Object.entries(sizes).flatMap(([name, size], day) =>
      Array.from({ length: size }, (_, n) => item(`${name} ${n}`, `${days[day]}T${20 - Math.floor(n / 2)}:00:00Z`)),
    )
    const found = list(all, 'UTC')
      .split('<h2>')
      .slice(1)
      .map((group) => [group.split('</h2>')[0], group.match(/href="\/chat\//g)?.length])
    expect(Object.fromEntries(found)).toEqual(sizes)
  })

  it('counts days on the reader’s calendar', () => {
    const late = [item('c', '2026-11-21T23:30:00Z')]
    expect(headings(list(late, 'UTC'))).toEqual(['Yesterday'])
    expect(headings(list(late, 'Asia/Shanghai'))).toEqual(['Today'])
  })

  it('does not say the heading of the page before again', () => {
    const sidebar = sampleSidebar({ conversations: [item('a', '2026-10-05T00:00:00Z'), item('b', '2026-09-05T00:00:00Z')] })
    const html = String(<ConversationPage clock={sampleChrome()} sidebar={sidebar} previousAt={new Date('2026-10-09T00:00:00Z')} />)
    expect(headings(html)).toEqual(['September'])
  })

  it('marks the open conversation and those that are being answered', () => {
    const conversations = [item('c1', NOW.toISOString()), { ...item('c2', NOW.toISOString()), running: true }]
    const html = list(conversations, 'UTC')
    expect(html).toContain('href="/chat/c1" aria-current="page"')
    expect(html.match(/class="dot"/g)).toHaveLength(1)
  })
})
