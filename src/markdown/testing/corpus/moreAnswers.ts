/** Further whole answers. */
export const moreAnswers: Record<string, string> = {
  'a checklist': `Before you leave:

- [x] Passport
- [x] Tickets ($120 each, **$240 in total**)
- [ ] Charger
  - [ ] Adapter for \`230 V\`
  - [x] Cable
- [ ] Cash: ¥20,000 ≈ $130

After that:

+ Lock the door
+ Call mum
`,
  'tables with everything': `| Expression | Value | Note |
|---|---:|---|
| $\\sin(0)$ | $0$ | exact |
| \\(\\cos \\pi\\) | $-1$ | **bold** |
| $|{-3}|$ | $3$ | \`abs(x)\` |
| \`a | b\` | 7 | bitwise or |
| \`a \\| b\` | 7 | the same, escaped |
| price | $5 | or $10<br>later |
| [link](http://a.b) | ~~no~~ | *yes* |

Wide ones scroll in themselves.
`,
  'quotes and dialogues': `> **Q:** Is it free?
>
> **A:** Yes -- up to $5.
>
> 1. Sign up
> 2. Ask
>    > deeper
>
> \`\`\`text
> ok
> \`\`\`

He said: "it's *fine*". She: "**No.**"

> [!NOTE]
> Not an alert here, but readable.
`,
  'what looks like markup': `The tag <div class="x"> is shown, and so is <custom-element>. In C++ write std::vector<std::string> v; and a<b && c>d.

Dear <name>, 1 < 2, AT&T, &copy; 2026, &lt;b&gt; and <br> breaks.

Paths: C:\\Users\\me, /usr/*/bin, ~/.config, __init__ in \`__init__.py\`.

5 * 3 * 2 = 30, 2 ** 8 = 256, snake_case_name stays, 5~6 and 7~8 too.
`,
  'nested lists': `1. **First**
   - one
     - deeper
       1. deepest \`x\`
       2. next $y$
   - two

     with a paragraph
2. **Second**

   \`\`\`js
   // inside
   const s = '**'
   \`\`\`

   | a | b |
   |---|---|
   | 1 | 2 |

3. Third:
   \\[
   E = mc^2
   \\]
`,
  'physics in Chinese': `由牛顿第二定律 \\(F = ma\\)，可得：

\\[
a = \\frac{F}{m} = \\frac{10\\,\\text{N}}{2\\,\\text{kg}} = 5\\,\\text{m/s}^2
\\]

**因此，**当$t=3$时，速度$v = at = 15\\,\\text{m/s}$，位移为
$$
s = \\frac{1}{2}at^2 = 22.5\\,\\text{m}
$$
其中**“初速度”**为$0$。门票$5，讲义$3。
`,
  'a matrix': `A rotation by $\\theta$ is

$$
R(\\theta) = \\begin{pmatrix}
\\cos\\theta & -\\sin\\theta \\\\
\\sin\\theta & \\cos\\theta
\\end{pmatrix}
$$

and \\(R(\\alpha)R(\\beta) = R(\\alpha+\\beta)\\). With cases:

\\[
f(x) = \\begin{cases}
x^2 & \\text{if } x > 0 \\\\
0 & \\text{otherwise}
\\end{cases}
\\]
`,
  'links and addresses': `Sources:

1. [Hono](https://hono.dev) - small and fast
2. https://en.wikipedia.org/wiki/Markdown_(disambiguation), retrieved today
3. 维基百科：https://zh.wikipedia.org/wiki/Markdown，以及（https://a.b/c）。
4. ![diagram](https://a.b/d.png "A diagram")
5. [![build](https://a.b/b.svg)](https://a.b/ci)

Write to <me@example.com> or you@example.com. See [spec][1], too.

[1]: https://spec.commonmark.org/0.31.2/

Now [spec][1] works.
`,
  'an unfinished answer': `Sure! Here is the function:

\`\`\`rust
fn main() {
    let v: Vec<&str> = vec!["a", "b"];
    println!("{}", v.len() * 2);
`,
  'steps without blank lines': `Do this:
1. Open **Settings**
2. Choose \`Network\`
- then wait
- for $n$ seconds
# Result
It works.
\`\`\`
ok
\`\`\`
The end.
***
| a | b |
|---|---|
| 1 | 2 |
`,
  'several scripts': `العربية: **مهم:** السعر $5 أو $10.

- עברית עם \`קוד\`
- हिन्दी में **महत्वपूर्ण:** बात
- Русский: *важно*, цена 5$ и 10$
- 👩‍💻 emoji **👍🏽** and é

> Ελληνικά: **τέλος**.
`,
}
