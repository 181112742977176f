import type { LanguageFn } from 'highlight.js'

type Grammar = { label: string; aliases?: string; embeds?: readonly string[]; load: () => Promise<{ default: LanguageFn }> }

/** highlight.js grammars by their own name, each in a file of its own that is read when an answer first names it. */
export const grammars: Readonly<Record<string, Grammar>> = {
  bash: {
    label: 'Bash',
    aliases: 'sh shell zsh console shellsession shell-session terminal',
    load: () => import('highlight.js/lib/languages/bash'),
  },
  c: { label: 'C', aliases: 'h', load: () => import('highlight.js/lib/languages/c') },
  clojure: { label: 'Clojure', aliases: 'clj', load: () => import('highlight.js/lib/languages/clojure') },
  cmake: { label: 'CMake', load: () => import('highlight.js/lib/languages/cmake') },
  cpp: { label: 'C++', aliases: 'c++ cc cxx hpp', load: () => import('highlight.js/lib/languages/cpp') },
  csharp: { label: 'C#', aliases: 'cs c#', load: () => import('highlight.js/lib/languages/csharp') },
  css: { label: 'CSS', load: () => import('highlight.js/lib/languages/css') },
  dart: { label: 'Dart', embeds: ['markdown'], load: () => import('highlight.js/lib/languages/dart') },
  diff: { label: 'Diff', aliases: 'patch', load: () => import('highlight.js/lib/languages/diff') },
  dockerfile: { label: 'Dockerfile', aliases: 'docker', embeds: ['bash'], load: () => import('highlight.js/lib/languages/dockerfile') },
  elixir: { label: 'Elixir', aliases: 'ex exs', load: () => import('highlight.js/lib/languages/elixir') },
  erlang: { label: 'Erlang', aliases: 'erl', load: () => import('highlight.js/lib/languages/erlang') },
  go: { label: 'Go', aliases: 'golang', load: () => import('highlight.js/lib/languages/go') },
  graphql: { label: 'GraphQL', aliases: 'gql', load: () => import('highlight.js/lib/languages/graphql') },
  groovy: { label: 'Groovy', aliases: 'gradle', load: () => import('highlight.js/lib/languages/groovy') },
  haskell: { label: 'Haskell', aliases: 'hs', load: () => import('highlight.js/lib/languages/haskell') },
  ini: { label: 'INI', aliases: 'toml conf cfg', load: () => import('highlight.js/lib/languages/ini') },
  java: { label: 'Java', load: () => import('highlight.js/lib/languages/java') },
  javascript: {
    label: 'JavaScript',
    aliases: 'js jsx mjs cjs node',
    embeds: ['xml', 'css', 'graphql'],
    load: () => import('highlight.js/lib/languages/javascript'),
  },
  json: { label: 'JSON', aliases: 'jsonc json5 jsonl ndjson', load: () => import('highlight.js/lib/languages/json') },
  julia: { label: 'Julia', aliases: 'jl', load: () => import('highlight.js/lib/languages/julia') },
  kotlin: { label: 'Kotlin', aliases: 'kt kts', load: () => import('highlight.js/lib/languages/kotlin') },
  latex: { label: 'LaTeX', aliases: 'tex', load: () => import('highlight.js/lib/languages/latex') },
  less: { label: 'Less', load: () => import('highlight.js/lib/languages/less') },
  lua: { label: 'Lua', load: () => import('highlight.js/lib/languages/lua') },
  makefile: { label: 'Makefile', aliases: 'make mk', load: () => import('highlight.js/lib/languages/makefile') },
  markdown: { label: 'Markdown', aliases: 'md mdx', embeds: ['xml'], load: () => import('highlight.js/lib/languages/markdown') },
  matlab: { label: 'MATLAB', aliases: 'octave', load: () => import('highlight.js/lib/languages/matlab') },
  nginx: { label: 'nginx', aliases: 'nginxconf', load: () => import('highlight.js/lib/languages/nginx') },
  objectivec: { label: 'Objective-C', aliases: 'objc objective-c obj-c', load: () => import('highlight.js/lib/languages/objectivec') },
  perl: { label: 'Perl', aliases: 'pl', load: () => import('highlight.js/lib/languages/perl') },
  php: { label: 'PHP', load: () => import('highlight.js/lib/languages/php') },
  powershell: { label: 'PowerShell', aliases: 'ps1 pwsh ps', load: () => import('highlight.js/lib/languages/powershell') },
  protobuf: { label: 'Protocol Buffers', aliases: 'proto', load: () => import('highlight.js/lib/languages/protobuf') },
  python: { label: 'Python', aliases: 'py py3 python3', load: () => import('highlight.js/lib/languages/python') },
  r: { label: 'R', load: () => import('highlight.js/lib/languages/r') },
  ruby: { label: 'Ruby', aliases: 'rb', load: () => import('highlight.js/lib/languages/ruby') },
  rust: { label: 'Rust', aliases: 'rs', load: () => import('highlight.js/lib/languages/rust') },
  scala: { label: 'Scala', load: () => import('highlight.js/lib/languages/scala') },
  scss: { label: 'SCSS', aliases: 'sass', load: () => import('highlight.js/lib/languages/scss') },
  sql: { label: 'SQL', aliases: 'mysql postgresql postgres sqlite plsql pgsql tsql', load: () => import('highlight.js/lib/languages/sql') },
  swift: { label: 'Swift', load: () => import('highlight.js/lib/languages/swift') },
  typescript: {
    label: 'TypeScript',
    aliases: 'ts tsx mts cts',
    embeds: ['xml', 'css', 'graphql'],
    load: () => import('highlight.js/lib/languages/typescript'),
  },
  vim: { label: 'Vim script', aliases: 'viml', load: () => import('highlight.js/lib/languages/vim') },
  x86asm: { label: 'Assembly', aliases: 'asm nasm', load: () => import('highlight.js/lib/languages/x86asm') },
  xml: {
    label: 'XML',
    aliases: 'html xhtml svg htm vue svelte rss plist',
    embeds: ['css', 'javascript'],
    load: () => import('highlight.js/lib/languages/xml'),
  },
  yaml: { label: 'YAML', aliases: 'yml', embeds: ['ruby'], load: () => import('highlight.js/lib/languages/yaml') },
}

const byAlias = new Map(
  Object.entries(grammars).flatMap(([name, { aliases = '' }]) =>
    [name, ...aliases.split(' ').filter(Boolean)].map((alias) => [alias, name]),
  ),
)
const dialects = new Map(Object.entries({ html: 'HTML', svg: 'SVG', vue: 'Vue', svelte: 'Svelte', jsx: 'JSX', tsx: 'TSX', toml: 'TOML' }))

export type Language = { /** a name that is safe in a class, '' for none */ id: string; label: string; grammar: string | undefined }

/** The language that a fence names in its first word. */
export function languageOf(info: string): Language {
  const word = /^\{?\.?([^\s{}:,]{1,32})/.exec(info)?.[1] ?? ''
  const id = word.toLowerCase().replace(/[^a-z0-9+#-]/g, '')
  const grammar = byAlias.get(id)
  const label = dialects.get(id) ?? (grammar ? grammars[grammar]?.label : undefined) ?? word
  return { id: grammar ?? id, label, grammar }
}

/** A grammar and all that it embeds, directly or not. */
export function neededWith(name: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const embedded of grammars[name]?.embeds ?? []) neededWith(embedded, seen)
  return seen
}
