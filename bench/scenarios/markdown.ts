/** CPU of rendering one answer of some 1,500 tokens: whole, and growing with a view every 45 ms at 50 tokens a second. */
import { stringsFor } from '../../templates/i18n/index.ts'
import { createGrowing, renderMarkdown, type RenderOptions } from '../../src/markdown/markdown.ts'
import type { Figure } from '../figures.ts'

const TOKENS = 1_500
const TOKENS_PER_VIEW = 50 * 0.045
const ROUNDS = 30

const options: RenderOptions = { idPrefix: 'b-', words: stringsFor('en').markdown }

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

async function measure(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1_000)
  }
  return times
}

export async function run(): Promise<Figure[]> {
  const memory = process.memoryUsage.rss()
  const whole = await measure(() => renderMarkdown(text, options))
  const growing = await measure(grow)
  const bytes = await grow()
  const unit = 'CPU ms'
  return [
    { what: 'Markdown, an answer whole, first of all', unit, rounds: whole.slice(0, 1) },
    { what: 'Markdown, an answer whole', unit, rounds: whole.slice(1) },
    { what: 'Markdown, an answer growing', unit, rounds: growing.slice(1) },
    { what: 'Markdown, an answer growing: HTML sent in all', unit: 'kB', rounds: [bytes / 1_000] },
    { what: 'Markdown: memory more than before', unit: 'MB', rounds: [(process.memoryUsage.rss() - memory) / 1e6] },
  ]
}
