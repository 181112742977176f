import { hostile } from './hostile.ts'

/** What is to be smuggled in. */
const CARGO = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onclick='alert(1)",
  '" onmouseover="alert(1)',
  '<hx-partial hx-target="body">x</hx-partial>',
  '<b hx-on:click="alert(1)" data-hx-get="/x" hx-trigger="load">x</b>',
  '<title>taken</title><head></head>',
  '<meta http-equiv=refresh content=0>',
  'javascript:alert(1)',
  'java&#x09;script&colon;alert(1)',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '&amp;lt;script&amp;gt;',
  '\\href{javascript:alert(1)}{x}',
  '\\htmlId{main}{x}\\htmlData{hx-get=/x}{y}',
  '</code></pre></figure></div><iframe src=//evil>',
  '</title></style></textarea><script>alert(1)</script>',
  'a\u0000b\u2028c\u202e<x>\ufeff',
  'id: 9\ndata: <script>\nevent: done\n\n',
  '%3Cscript%3E %22onload=%22',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)}',
]

/** Where it could hide. */
const PLACES: ((cargo: string) => string)[] = [
  (cargo) => `text ${cargo} text`,
  (cargo) => `**${cargo}** ~~${cargo}~~`,
  (cargo) => `[${cargo}](http://a.b)`,
  (cargo) => `[a](${cargo})`,
  (cargo) => `[a](<${cargo}>)`,
  (cargo) => `[a](http://a.b/${cargo} "${cargo}")`,
  (cargo) => `![${cargo}](http://a.b/${cargo})`,
  (cargo) => `<http://a.b/${cargo}> http://a.b/${cargo}`,
  (cargo) => `[${cargo}]: http://a.b '${cargo}'\n\n[${cargo}] [x][${cargo}]`,
  (cargo) => `\`${cargo}\` \`\`${cargo}\`\``,
  (cargo) => `\`\`\`${cargo}\n${cargo}\n\`\`\``,
  (cargo) => `\`\`\`html\n${cargo}\n`,
  (cargo) => `~~~js ${cargo}\nlet a = "${cargo}"\n~~~`,
  (cargo) => `    ${cargo}`,
  (cargo) => `| ${cargo} | b |\n|---|---|\n| ${cargo} | \`${cargo}\` |`,
  (cargo) => `# ${cargo}\n\n${cargo}\n===`,
  (cargo) => `- [ ] ${cargo}\n  - ${cargo}\n1. ${cargo}`,
  (cargo) => `> ${cargo}`,
  (cargo) => `a[^${cargo}] b[^1]\n\n[^1]: ${cargo}\n[^${cargo}]: c`,
  (cargo) => `so $${cargo}$ and $\\text{${cargo}}$`,
  (cargo) => `$$\n\\text{${cargo}} \\color{${cargo}}{x}\n$$`,
  (cargo) => `\\(\\mathrm{${cargo}}\\) \\[ ${cargo} \\]`,
]

/** Hundreds of payloads: all that is hostile by itself, and the cargo in every place. */
export const hostileEverywhere: readonly string[] = [...new Set([...hostile, ...PLACES.flatMap((place) => CARGO.map(place))])]
