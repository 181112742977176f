import { moreAnswers } from './moreAnswers.ts'

/** Whole answers such as models give, in our own words. */
export const longAnswers: Record<string, string> = {
  'a comparison with prices': `Here is how the three plans compare, **as of today**:

| Plan | Monthly | Yearly | Tokens |
|:-----|--------:|-------:|:------:|
| Free | $0 | $0 | 10k |
| Pro | $20 | $200 (save $40) | 2M |
| Team | $25–$30 per seat | US$300~US$360 | \`unlimited\` |

- **Free** is enough if you ask *now and then*.
- **Pro** pays off above ~5 questions a day: $20 / 30 ≈ $0.67 per day.
- For teams, $25 × 4 = $100, which is **$1,200 a year**.

> Prices exclude tax; in Europe expect €23 instead of $20.

So for you: start with *Free*, then go to *Pro* when you hit the limit.
`,
  'a derivation': `To solve \\(ax^2 + bx + c = 0\\) we complete the square.

1. Divide by $a \\ne 0$:
   $$
   x^2 + \\frac{b}{a}x = -\\frac{c}{a}
   $$
2. Add $\\left(\\frac{b}{2a}\\right)^2$ on both sides:

   \\[
   \\left(x + \\frac{b}{2a}\\right)^2 = \\frac{b^2 - 4ac}{4a^2}
   \\]

3. Take the root. The result is

$$
\\begin{aligned}
x_{1,2} &= \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a} \\\\[4pt]
\\Delta &= b^2 - 4ac
\\end{aligned}
$$

where **$\\Delta > 0$** gives two roots, $\\Delta = 0$ one, and $\\Delta < 0$ none in $\\mathbb{R}$.
`,
  'a how-to with code': `You need three steps.

### 1. Install

\`\`\`bash
npm install hono   # or: pnpm add hono
echo "$HOME/bin costs $5"
\`\`\`

### 2. Write the server

\`\`\`ts
import { Hono } from 'hono'

const app = new Hono<{ Bindings: Env }>()
app.get('/', (c) => c.text(\`hi \${c.req.query('name') ?? 'you'}\`))
export default app
\`\`\`

### 3. Run it

- Start with \`node server.js\`, then open <http://localhost:3000/>.
- If the port is taken:
  \`\`\`sh
  PORT=4000 node server.js
  \`\`\`
- Read [the manual](https://hono.dev/docs "Docs") for more.

That's all: **no build step**, no \`*args\`, no magic.
`,
  'advice in Chinese': `## 选择数据库的建议

**结论：**小团队用 SQLite，大团队用 MySQL。

1. **性能：**读多写少时，SQLite 比 MySQL 快约**10%**。
2. **成本：**SQLite 免费；云上的 MySQL 每月约$15～$30（¥108～¥216）。
3. **“零运维”**是 SQLite 的优点，而**（高可用）**是 MySQL 的优点。

| 项目 | SQLite | MySQL |
|:--|:--:|:--:|
| **并发写：**上限 | 低 | 高 |
| 备份 | \`cp a.db b.db\` | \`mysqldump\` |

> **注意：**不要把数据库放在网络盘上！详见https://sqlite.org/howtocorrupt.html。

设并发数为$n$，当$n \\le 50$时，选*SQLite*即可；~~否则再说~~否则选 MySQL。
`,
  'notes in Japanese': `# 会議のまとめ

**日時：**4月3日（水）、**場所：**第2会議室。

- **「目標」**を決めました。売上は前年比**120%**です。
- 予算は$5,000から$8,000まで。
- 次回までの宿題：
  - [ ] 資料を作る
  - [x] ~~アンケートを送る~~

これは**重要（締め切り：5月）**です。*強調*の例：**太字。**の続き。

\`\`\`python
def 合計(値):
    return sum(値)  # **太字ではない**
\`\`\`
`,
  'a Korean answer': `**요약:**입니다. 가격은 $5이고 할인가는 $3입니다.

1. **설치(필수)**가 먼저입니다.
2. \`설정.json\`을 고칩니다.
3. **"확인"**을 누릅니다.

식은 $y = 2x + 1$이며, $x = 3$이면 $y = 7$입니다.
`,
  'a review of code': `The bug is in \`parse()\`: it reads past the end when \`i == n\`.

\`\`\`diff
- for (let i = 0; i <= n; i++) {
+ for (let i = 0; i < n; i++) {
\`\`\`

Two more things:

* \`List<String>\` should be \`List<T>\`; the raw type \`List\` loses <T>.
* \`a && b || c\` reads badly, prefer:

  \`\`\`java
  boolean ok = (a && b) || c;   // a < b, c > d
  \`\`\`

* The regex \`/[^a-z]+/\` also drops digits; use \`/[^a-z0-9]+/i\`.

Otherwise **looks good to me** :+1:
`,
  'Markdown about Markdown': `Write it like this:

\`\`\`\`markdown
# Title

\`\`\`js
const a = 1
\`\`\`

| a | b |
|---|---|
| 1 | 2 |
\`\`\`\`

or shorter:

\`\`\`md
## Code
\`\`\`py
print("x")
\`\`\`
Done.
\`\`\`

Use \`**bold**\` for **bold**, \`\` \`code\` \`\` for code.
`,
  'an essay': `Long ago, people carried water.[^1] Then came pipes, and with them **cities**, *plumbers* and taxes.[^tax]

The change was slow at first -- a century or so -- but it could not be stopped. "Why walk," they asked, "when it runs?"

---

Title of a second part
----------------------

It ends here. Costs rose from $2 to $3 a year, or 2–3% of income; nobody minded.

[^1]: Some still do.
[^tax]: A *water* tax, of course. See [the law](https://example.com/law).
`,
  ...moreAnswers,
}
