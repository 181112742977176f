import { blocks } from './blocks.ts'
import type { Case } from './case.ts'
import { code } from './code.ts'
import { emphasis } from './emphasis.ts'
import { formulas } from './formulas.ts'
import { links } from './links.ts'
import { lists } from './lists.ts'
import { money } from './money.ts'
import { notes } from './notes.ts'
import { tables } from './tables.ts'

/** Texts as models write them, in our own words. */
export const cases: Record<string, readonly Case[]> = { money, formulas, emphasis, code, tables, lists, blocks, links, notes }

/** Texts that show something for a moment that is gone in the end: a mark that looks like the first of a pair, and stays alone. */
export const undecidable: ReadonlySet<string> = new Set([
  '- a\n\n  $$\n\n  x\n\n  $$\n\n- b',
  'price $$\n$$\nx\n$$',
  '__粗体：__内容',
  '_斜体_文字',
  '**a.**b',
  '**"a"**b',
  '**a **',
  '*args and **kwargs',
  'a*b*c',
  '*a',
  '**a',
  'it`s a stray',
  '`` a',
  'a\\\nb',
  '[a[^1]](http://a.b)\n\n[^1]: n',
])
