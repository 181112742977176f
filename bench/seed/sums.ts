/** What the roll-up job makes of the same calls, added up here on its own. */
import type { Call } from './calls.ts'
import type { Table, Value } from './database.ts'

/** requests, failed, then tokens (prompt, cached, completion, reasoning, total) and cost */
type Figures = number[]
type Line = { place: Value[]; figures: Figures }

const FIGURES = 'requests failed prompt_tokens cached_tokens completion_tokens reasoning_tokens total_tokens cost'

function figuresOf(call: Call): Figures {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens, cost } = call
  const tokens = [promptTokens, cachedTokens, completionTokens, reasoningTokens, promptTokens + completionTokens]
  return [1, call.status === 'failed' ? 1 : 0, ...tokens, cost]
}

function add(lines: Map<string, Line>, place: Value[], figures: Figures): void {
  const name = place.join(' ')
  const line = lines.get(name)
  if (line === undefined) return void lines.set(name, { place, figures: [...figures] })
  for (let index = 0; index < figures.length; index++) line.figures[index]! += figures[index]!
}

const rowsOf = (lines: Map<string, Line>): Value[][] => Array.from(lines.values(), ({ place, figures }) => [...place, ...figures])

export function createSums(bucketOf: (ms: number) => number) {
  const [days, months, totals, firstTokens] = [0, 1, 2, 3].map(() => new Map<string, Line>()) as [
    Map<string, Line>,
    Map<string, Line>,
    Map<string, Line>,
    Map<string, Line>,
  ]
  const labels = new Map<string, string>()

  return {
    add(call: Call): void {
      const { person, model, key, at, ttftMs } = call
      const dayAt = (offsetMinutes: number): string => new Date(at + offsetMinutes * 60_000).toISOString().slice(0, 10)
      const [day, siteDay] = [dayAt(person.offsetMinutes), dayAt(0)]
      const figures = figuresOf(call)
      labels.set(key.id, key.label)
      add(days, [person.id, day, model.name, model.currency], figures)
      add(months, [day.slice(0, 7), person.id, model.currency], figures)
      add(totals, [siteDay, model.name, key.id, model.currency], figures)
      if (ttftMs !== null) add(firstTokens, [siteDay, model.name, key.id, bucketOf(ttftMs)], [1])
    },
    tables: (): Table[] => [
      { name: 'usage_days', columns: `user_id day model currency ${FIGURES}`, rows: rowsOf(days) },
      { name: 'usage_months', columns: `month user_id currency ${FIGURES}`, rows: rowsOf(months) },
      {
        name: 'usage_totals',
        columns: `day model key_id currency ${FIGURES} key_label`,
        rows: rowsOf(totals).map((row) => [...row, labels.get(String(row[2])) ?? '']),
      },
      { name: 'first_tokens', columns: 'day model key_id bucket calls', rows: rowsOf(firstTokens) },
    ],
  }
}
