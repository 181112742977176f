import { describe, expect, it } from 'vitest'
import { csvCell } from './recordsCsv.ts'

describe('a cell', () => {
  it.each([
    ['deepseek-chat', 'deepseek-chat'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    [' =1', "' =1"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['a "b", c', '"a ""b"", c"'],
    ['a;b', '"a;b"'],
    ['two\nlines', '"two\nlines"'],
    ['中文', '中文'],
    ['', ''],
  ])('says %j harmlessly', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  it('has numbers and words of truth as they are, and nothing where there is nothing', () => {
    expect([csvCell(12_406), csvCell(0), csvCell(true), csvCell(null)]).toEqual(['12406', '0', 'true', ''])
  })
})
