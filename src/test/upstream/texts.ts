const MARKDOWN = `## Streaming responses

This answer shows how a **server-sent events** proxy works and why _backpressure_ matters. See [the spec](https://html.spec.whatwg.org/).

1. Open the upstream request.
2. Parse each \`data:\` line as it arrives.
3. Re-emit the delta.

\`\`\`ts
const app = new Hono()
app.post('/chat', (c) => streamSSE(c, async (s) => s.writeSSE({ data: 'hi' })))
\`\`\`

| Strategy | CPU per token |
| --- | ---: |
| Pipe bytes | 4 us |
| Parse and re-emit | 12 us |

The delay is $W = \\frac{1}{\\mu - \\lambda}$, and for $n$ streams

$$
T_{99} \\approx \\frac{n \\cdot c}{1 - \\rho}
$$

> Keep the *first token* fast.

- Use one timer for all streams.
- Measure **ratios**, not absolute times.

`
const WORDS = 'the quick brown fox jumps over the lazy dog while seven wizards quietly box large jugs of liquor '
const CJK = '流式响应是指服务器在生成答案的同时，把已经生成的部分逐步发送给浏览器；这样用户不必等待全部内容完成，就能看到第一个字。'

const pieces = (text: string, shape: RegExp): readonly string[] => text.match(shape) ?? []
const LATIN = /\s?[A-Za-z]{1,6}|\s?\d{1,3}|\n+| +|[^\sA-Za-z\d]{1,2}/g

const TOKENS: Readonly<Record<string, readonly string[]>> = {
  md: pieces(MARKDOWN, LATIN),
  words: pieces(WORDS, LATIN),
  cjk: pieces(CJK, /.{1,2}/gu),
}

/** The n-th token of a text that goes round for ever; `numbers` counts: "0 1 2 …". */
export function tokenAt(text: string, index: number): string {
  if (text === 'numbers') return `${index} `
  const tokens = TOKENS[text] ?? TOKENS['md']!
  return tokens[index % tokens.length]!
}

/** The whole text of `count` tokens, as a test expects it. */
export const textOf = (text: string, count: number): string => Array.from({ length: count }, (_, i) => tokenAt(text, i)).join('')
