import { grammars } from '../languages.ts'

const MEGABYTE = 1_000_000

const upTo = (length: number, unit: string) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
const counted = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at)).join('\n')

const RUNS = (
  '* ** *** **** _ __ ~ ~~ ~~~ ` `` [ ] ![ ( ) < > <> << & &# \\ | $ $$ \\( \\[ ! # + - = : ; @ . / ^ { } ' +
  '*a _a ~~a~~ `a [a [a]( [a][ ![a]( <a <a> &a; &#1; $a \\(a \\[a |a **a* *a**b _a_ a* a_ a**b [^1] [^a] www. http:// a@b a.b@ <br> **「 」**'
).split(' ')

/** Long runs of one mark, on one line, on many lines and in many paragraphs. */
const runs: Record<string, string> = Object.fromEntries(
  RUNS.flatMap((unit) => [
    [`${unit} on one line`, upTo(30_000, unit)],
    [`${unit} with spaces`, upTo(30_000, `${unit} `)],
    [`${unit} on lines`, upTo(30_000, `${unit}\n`)],
    [`${unit} in paragraphs`, upTo(60_000, `${unit} x\n\n`)],
    [`${unit} in cells`, `|a|b|\n|-|-|\n${upTo(30_000, `|${unit}|x|\n`)}`],
  ]),
)

const nested: Record<string, string> = {
  'lists by indentation': counted(300, (at) => `${'  '.repeat(at)}- a`),
  'lists by indentation, again and again': counted(2_000, (at) => `${'  '.repeat(at % 20)}- a`),
  'numbered lists by indentation': counted(200, (at) => `${'   '.repeat(at)}1. a`),
  'loose lists by indentation': counted(400, (at) => (at % 2 ? '' : `${'  '.repeat(at / 2)}- a`)),
  'quotes on lines': counted(300, (at) => `${'>'.repeat(at)} a`),
  'quotes on one line': `${'> '.repeat(10_000)}a`,
  'quotes and lists': counted(200, (at) => `${'> - '.repeat(at)}a`),
  'lists and quotes by columns': counted(300, (at) => `${'- > '.repeat(at % 23)}a`),
  'lists on one line': `${'- * + '.repeat(5_000)}a`,
  brackets: '['.repeat(10_000) + ']'.repeat(10_000),
  'links in links': `${'[a'.repeat(5_000)}${'](http://a.b)'.repeat(2_000)}`,
  'images in links': `${'[!'.repeat(5_000)}${'](http://a.b)'.repeat(2_000)}`,
  'parentheses in a target': `[a](${'('.repeat(10_000)}${')'.repeat(10_000)})`,
  emphasis: `${'*a **a '.repeat(2_000)}${'b* b** '.repeat(2_000)}`,
  'fences in lists': counted(2_000, (at) => `${'  '.repeat(at % 15)}- a\n${'  '.repeat(at % 15)}  \`\`\`js\n${'  '.repeat(at % 15)}  x`),
  'tables in lists': counted(1_000, (at) => `- a\n\n  | a | b |\n  |---|---|\n  | ${at} | c |`),
  'fences of Markdown': counted(5_000, () => '```md\n```js'),
  'tight and loose by turns': counted(5_000, (at) => `- a\n${at % 2 ? '\n' : ''}`),
}

const many: Record<string, string> = {
  'a line of a megabyte': upTo(MEGABYTE, 'x'),
  'a line of words of a megabyte': upTo(MEGABYTE, 'word '),
  'a line of Chinese of a megabyte': upTo(MEGABYTE, '中文，**重点：**说明。'),
  'a megabyte of line ends': upTo(MEGABYTE, '\n'),
  'a megabyte of short lines': upTo(MEGABYTE, 'a\n'),
  'a megabyte of short paragraphs': upTo(MEGABYTE, 'a\n\n'),
  'a megabyte of carriage returns': upTo(MEGABYTE, '\r'),
  'a megabyte of NUL': upTo(MEGABYTE, '\0'),
  'a megabyte of half pairs': upTo(MEGABYTE, '\ud800'),
  'a megabyte of spaces': upTo(MEGABYTE, ' '),
  'a megabyte of tabs': upTo(MEGABYTE, '\t- a\n'),
  headings: upTo(200_000, '# a\n'),
  rules: upTo(200_000, '---\n'),
  fences: upTo(200_000, '```js\nx\n```\n'),
  'empty fences': upTo(200_000, '```\n```\n'),
  'fences of unknown languages': counted(10_000, (at) => `\`\`\`x${at}\n\`\`\``),
  'bare addresses': upTo(100_000, 'http://a.b/c '),
  'addresses in brackets': upTo(100_000, '<http://a.b> '),
  'mail addresses': upTo(100_000, 'a@b.co '),
  links: upTo(100_000, '[a](http://a.b) '),
  images: upTo(100_000, '![a](http://a.b) '),
  definitions: counted(20_000, (at) => `[a${at}]: http://a.b/${at}`),
  'definitions and their links': counted(5_000, (at) => `[a${at}]: http://a.b/${at}\n\n[a${at}]\n`),
  footnotes: counted(10_000, (at) => `a[^${at % 1_000}]\n\n[^${at % 1_000}]: b\n`),
  'named footnotes': counted(10_000, (at) => `a[^n${at}]\n\n[^n${at}]: b\n`),
  'references to one footnote': upTo(100_000, 'a[^1] '),
  entities: upTo(100_000, '&amp;&#x1f600;&copy;'),
  columns: `${'|a'.repeat(5_000)}|\n${'|-'.repeat(5_000)}|\n${'|b'.repeat(5_000)}|\n`,
  'columns that rows lack': `${'|a'.repeat(2_000)}|\n${'|-'.repeat(2_000)}|\n${'|b|\n'.repeat(2_000)}`,
  rows: `|a|b|\n|-|-|\n${upTo(200_000, '|**a**|`b`|\n')}`,
  'heads without rules': upTo(100_000, '|a|b|\n'),
  'rules without heads': upTo(100_000, '|-|-|\n'),
  tasks: upTo(100_000, '- [ ] a\n'),
  items: upTo(200_000, '- a\n'),
  'numbered items': counted(20_000, (at) => `${at}. a`),
  formulas: upTo(100_000, '$x$ '),
  'long formulas': upTo(100_000, '$\\frac{a_1}{b^2}+\\sqrt{x}$ '),
  'formulas on lines': upTo(100_000, '$$\nx\n$$\n'),
  'dollars and words': upTo(100_000, '$5 and '),
  breaks: upTo(100_000, 'a<br>'),
  tags: upTo(100_000, '<b a="1">'),
  escapes: upTo(100_000, '\\*\\_'),
}

const TEX: Record<string, string> = {
  'a huge matrix': `\\begin{matrix}${upTo(3_900, 'a&b\\\\')}\\end{matrix}`,
  'a wide matrix': `\\begin{matrix}${upTo(3_900, '1&')}1\\end{matrix}`,
  'fractions within each other': `${'\\frac{'.repeat(400)}a${'}{b}'.repeat(400)}`,
  'roots within each other': `${'\\sqrt{'.repeat(600)}a${'}'.repeat(600)}`,
  'braces within each other': `${'{'.repeat(1_900)}a${'}'.repeat(1_900)}`,
  'scripts within each other': upTo(3_999, 'a^{b_{').concat('}'.repeat(10)),
  'brackets that grow': upTo(3_999, '\\left('),
  'a macro that doubles':
    '\\def\\a{xx}\\def\\b{\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d\\d\\d\\d\\d\\d\\d',
  'a macro of itself': '\\def\\a{\\a\\a}\\a',
  'a global macro of itself': '\\gdef\\a{b\\a}\\a',
  'a long text': `\\text{${upTo(3_900, 'a ')}}`,
  'boxes within each other': `${'\\boxed{'.repeat(500)}a${'}'.repeat(500)}`,
  colours: upTo(3_999, '\\color{red}a'),
  'huge rules': upTo(3_999, '\\rule{999999em}{999999em}'),
  spaces: upTo(3_999, '\\hspace{99999em}'),
  accents: `${'\\overline{'.repeat(380)}a${'}'.repeat(380)}`,
  operators: upTo(3_999, '\\sum_{i}^{n}'),
  'unknown commands': upTo(3_999, '\\zzz'),
  'arrays within arrays': `${'\\begin{matrix}'.repeat(100)}a${'\\end{matrix}'.repeat(100)}`,
}

const formulas: Record<string, string> = Object.fromEntries(
  Object.entries(TEX).flatMap(([name, tex]) => [
    [`${name}, on a line`, `$$\n${tex}\n$$`],
    [`${name}, in a sentence`, `so $${tex.slice(0, 990)}$ is`],
    [`${name}, twenty times`, upTo(80_000, `$$\n${tex}\n$$\n\n`)],
  ]),
)

/** What makes grammars backtrack: unclosed strings and brackets, dots, digits, words without end. */
const CODE = ['"', '/*', '<!--', '(', '{', '<', 'a.', '0', '_', '\\', 'a(', '${', 'a:', ' ']

const codes = (language: string): Record<string, string> =>
  Object.fromEntries(
    CODE.flatMap((unit) => [
      [`${language}: ${unit} on one line`, `\`\`\`${language}\n${upTo(999, unit)}\n\`\`\``],
      [`${language}: ${unit} on lines`, `\`\`\`${language}\n${upTo(15_900, `${upTo(150, unit)}\n`)}\n\`\`\``],
    ]),
  )

/** Texts that make parsers slow or their output huge, by name. */
export const pathological: Record<string, string> = { ...runs, ...nested, ...many, ...formulas }
export const pathologicalCode: Record<string, Record<string, string>> = Object.fromEntries(
  Object.keys(grammars).map((language) => [language, codes(language)]),
)
