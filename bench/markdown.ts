/** CPU of rendering one answer of some 1,500 tokens: whole, and growing with a view every 45 ms at 50 tokens a second. */
import { createGrowing, renderMarkdown, type RenderOptions } from '../src/markdown/markdown.ts'

const TOKENS = 1_500
const TOKENS_PER_VIEW = 50 * 0.045
const ROUNDS = 30

const options: RenderOptions = {
  idPrefix: 'b-',
  words: {
    copy: 'Copy',
    formula: 'Formula',
    table: 'Table',
    code: 'Code',
    footnotes: 'Footnotes',
    footnote: 'Footnote',
    backToText: 'Back to the text',
    done: 'done',
    toDo: 'to do',
  },
}

const chapter = `## Reading a stream

The server sends **each token** as it comes, and the browser shows it at once; see \`EventSource\` and [the standard](https://html.spec.whatwg.org/). 服务器会在生成答案的同时逐步发送内容，**浏览器：**收到后立即渲染。

1. Open the connection and *keep it*.
2. Read line by line:
   - an empty line ends an event
   - \`data:\` holds a delta
3. Stop at \`[DONE]\`, it costs about $5 to $10 a month.

\`\`\`python
import json
import requests

def stream(url: str, prompt: str):
    body = {"model": "demo", "stream": True, "messages": [{"role": "user", "content": prompt}]}
    with requests.post(url, json=body, stream=True, timeout=60) as r:
        for line in r.iter_lines():
            if not line.startswith(b"data: ") or line == b"data: [DONE]":
                continue
            delta = json.loads(line[6:])["choices"][0]["delta"]
            if delta.get("content"):
                yield delta["content"]
\`\`\`

The variance of the estimate is

$$
\\operatorname{Var}(\\hat{\\theta}) = \\frac{\\sigma^2}{\\sum_{i=1}^{n} (x_i - \\bar{x})^2} \\left( 1 + \\int_0^{\\infty} e^{-t^2}\\,dt \\right)
$$

so with $\\rho = 0.7$ and $n \\ge 30$ it stays below $10^{-3}$.

| Field | Meaning | Example |
| --- | --- | ---: |
| \`prompt_tokens\` | tokens sent | 1024 |
| \`completion_tokens\` | tokens received | 1500 |
| \`prompt_cache_hit_tokens\` | billed at the lower price | 896 |

\`\`\`ts
const source = new EventSource('/stream')
source.onmessage = event => {
  const { content } = JSON.parse(event.data) as { content?: string }
  if (content) document.querySelector('#answer')?.append(content)
}
\`\`\`

`
const text = chapter.repeat(4).slice(0, TOKENS * 4)
const perView = Math.round(4 * TOKENS_PER_VIEW)

async function grow(): Promise<number> {
  const growing = createGrowing(options)
  let bytes = 0
  let shown = 0
  for (let at = 0; at < text.length; at += perView) {
    growing.push(text.slice(at, at + perView))
    const { closed, open } = await growing.view()
    bytes += closed.slice(shown).join('').length + open.length
    shown = closed.length
  }
  await growing.end()
  return bytes
}

async function measure(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return `first ${times[0]?.toFixed(1)}, median ${sorted[ROUNDS >> 1]?.toFixed(2)}, best ${sorted[0]?.toFixed(2)} CPU ms`
}

const rss = process.memoryUsage.rss()
console.log(`answer: ${text.length} characters, ${TOKENS} tokens, ${Math.ceil(text.length / perView)} views`)
console.log(`whole:   ${await measure(() => renderMarkdown(text, options))}`)
console.log(`growing: ${await measure(grow)}; ${Math.round((await grow()) / 1024)} kB of HTML sent in all`)
console.log(`memory:  ${Math.round((process.memoryUsage.rss() - rss) / 2 ** 20)} MB more than before the first answer`)
