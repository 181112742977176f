/** How the fake answers. All of it can travel in a prompt: `[[fake:tokens=200&tps=20]]`. */
export type Settings = {
  /** content tokens per answer */
  tokens: number
  /** `reasoning_content` tokens before the content */
  reasoning: number
  /** tokens per second; 0: as fast as the socket takes them */
  tps: number
  /** milliseconds before the first token */
  ttft: number
  text: string
  /** events per write */
  group: number
  /** bytes per write; 0: whole events */
  split: number
  /** a keep-alive comment every so many milliseconds until the first token; 0: none */
  ka: number
  crlf: number
  /** line ends: lf, crlf or cr */
  eol: string
  bom: number
  gzip: number
  /** `data:` without a space behind it */
  nospace: number
  /** 0 none, 1 as DeepSeek, openai, choices (inside the choice), late (after the finish), null (on every chunk, and at the end) */
  usage: string
  /** finish_reason; `null` for null */
  finish: string
  /** see faults.ts; `name@n`: after so many tokens */
  fault: string
  /** the fault only on each k-th call */
  every: number
  /** the fault only on calls with this key */
  key: string
  /** Retry-After, as it stands */
  retry: string
  /** the words of a refusal */
  message: string
  /** the code in a refusal's error object */
  code: string
  /** where a redirect leads */
  location: string
}

export const DEFAULTS: Settings = {
  tokens: 200,
  reasoning: 0,
  tps: 0,
  ttft: 0,
  text: 'md',
  group: 1,
  split: 0,
  ka: 0,
  crlf: 0,
  eol: 'lf',
  bom: 0,
  gzip: 0,
  nospace: 0,
  usage: '1',
  finish: 'stop',
  fault: '',
  every: 1,
  key: '',
  retry: '',
  message: '',
  code: '',
  location: '',
}

/** `tokens=5&tps=20`; names it does not know are passed over. */
export function parseSettings(query: string): Partial<Settings> {
  const known = [...new URLSearchParams(query)].filter(([name]) => name in DEFAULTS)
  return Object.fromEntries(
    known.map(([name, value]) => [name, typeof DEFAULTS[name as keyof Settings] === 'number' ? Number(value) || 0 : value]),
  )
}

/** The last `[[fake:…]]` in a request body. */
export function settingsInPrompt(body: string): Partial<Settings> {
  const found = [...body.matchAll(/\[\[fake:(.*?)\]\]/gs)].at(-1)?.[1] ?? ''
  return parseSettings(found.replaceAll('\\u0026', '&'))
}

export const lineEnd = ({ crlf, eol }: Settings): string => (crlf || eol === 'crlf' ? '\r\n' : eol === 'cr' ? '\r' : '\n')
