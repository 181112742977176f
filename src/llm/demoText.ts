export type DemoText = { reasoning: string; content: string }

const QUOTED = 2_000

/** What the built-in model says; in Chinese when the question holds Chinese characters. */
export const demoText = (question: string): DemoText => (/\p{Script=Han}/u.test(question) ? chinese(question) : english(question))

/** The question in a fence that is longer than any run of backticks in it. */
export function quoted(question: string): string {
  const characters = Array.from(question.trim())
  const text = characters.length > QUOTED ? `${characters.slice(0, QUOTED).join('')}…` : characters.join('')
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

const english = (question: string): DemoText => ({
  reasoning: 'There is no AI here, so there is nothing to think about. A model that reasons would show its thoughts in this place.\n',
  content: `This is the built-in demo model: there is no AI behind it, it only shows what an answer looks like.

You asked:

${quoted(question)}

## What answers can hold

- **Bold**, *italic* and \`inline code\`
- Links such as [Markdown](https://commonmark.org)
- Lists like this one

| Element | Written as |
| --- | --- |
| Heading | \`## Title\` |
| Formula | \`$a^2$\` |

\`\`\`ts
const greet = (name: string) => \`Hello, \${name}!\`
console.log(greet('world'))
\`\`\`

A formula in a line, $a^2 + b^2 = c^2$, and one of its own:

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

To talk to a real model, set \`DEEPSEEK_API_KEY\` and start the server again.
`,
})

const chinese = (question: string): DemoText => ({
  reasoning: '这里没有 AI，所以没有什么可思考的。会推理的模型会在这里显示它的思考过程。\n',
  content: `这是内置的演示模型：它背后没有 AI，只用来展示回答的样子。

您的问题是：

${quoted(question)}

## 回答里可以有什么

- **粗体**、*斜体*和\`行内代码\`
- 链接，例如 [Markdown](https://commonmark.org)
- 像这样的列表

| 元素 | 写法 |
| --- | --- |
| 标题 | \`## 标题\` |
| 公式 | \`$a^2$\` |

\`\`\`ts
const greet = (name: string) => \`你好，\${name}！\`
console.log(greet('世界'))
\`\`\`

行内公式 $a^2 + b^2 = c^2$，以及单独一行的公式：

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

要与真正的模型对话，请设置 \`DEEPSEEK_API_KEY\` 并重新启动服务器。
`,
})
